# try without catch or finally
try {
    Get-Date
}
catch {
    try {
        Get-Date
    }
}
