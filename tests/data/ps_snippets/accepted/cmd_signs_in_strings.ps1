# What looks like a chain, a ternary or an assignment of PowerShell 7 is text for cmd here.
$line = 'set /p x=<nul&whoami||echo. && rem a ? b : c ??= d'
