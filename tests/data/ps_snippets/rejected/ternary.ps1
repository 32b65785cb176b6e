# only PowerShell 7 knows the ternary operator
$state = $given ? 'on' : 'off'
