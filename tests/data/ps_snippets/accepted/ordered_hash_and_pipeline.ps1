function Get-PrtThing {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Name
    )
    $data = [ordered]@{
        Name = $Name
        Parts = @()
    }
    foreach ($part in @(Get-Item -LiteralPath $Name)) {
        $data['Parts'] += [string]$part.Name
    }
    ConvertTo-Json -InputObject $data -Depth 4 -Compress
}
