# only PowerShell 7 knows null coalescing
$state = $given ?? 'unknown'
