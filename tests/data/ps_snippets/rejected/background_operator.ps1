# syntax
Get-Process &
