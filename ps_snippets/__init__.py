"""The PowerShell that runs on hosts: data beside this marker, found from wheel, editable install and bare checkout."""
