try {
    Get-Date
}
catch {
    throw
}
