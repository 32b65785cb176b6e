# only PowerShell 7 knows a clean block
function Get-PrtThing {
    clean {
        Get-Date
    }
}
