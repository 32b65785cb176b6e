try {
    Get-Date
}
finally {
    Get-Date
}
