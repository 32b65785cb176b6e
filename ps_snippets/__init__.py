"""The PowerShell that runs on hosts: data files beside this marker, so that wheel, editable install and bare checkout all find them."""
