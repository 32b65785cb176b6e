# try without catch or finally
function Get-PrtThing {
    try {
        Get-Date
    }
}
