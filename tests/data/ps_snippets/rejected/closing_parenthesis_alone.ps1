# syntax
Get-Date )
