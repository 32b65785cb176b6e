# only PowerShell 7 knows a pipeline chain
Test-Path -LiteralPath 'C:\x' && Get-Date
