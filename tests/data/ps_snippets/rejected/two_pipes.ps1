# syntax
Get-Process | | Sort-Object
