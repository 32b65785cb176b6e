# only PowerShell 7 knows null assignment
$state ??= 'unknown'
