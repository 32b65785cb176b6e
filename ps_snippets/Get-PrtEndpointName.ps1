function Get-PrtEndpointName {
    <#
    .SYNOPSIS
    Lists the sign-in servers to ask: those everybody needs, and those that the host's own texts name.

    .DESCRIPTION
    Named are the servers of AccessTokenUrl and Endpoint URI in dsregcmd's text and of EndpointUri in events, and any whose
    address has the path of a federation service. At most four of them are added to the three of Entra. Texts must come
    from the system, because the system is going to send requests to what they name: of events only those count that
    SYSTEM wrote, for a user's own programs may write to some channels too.

    .PARAMETER Text
    Texts of dsregcmd and of events.

    .EXAMPLE
    Get-PrtEndpointName -Text @('AccessTokenUrl : https://login.microsoftonline.com/common/oauth2/token')

    .OUTPUTS
    System.String, one name of a server each.
    #>
    [CmdletBinding()]
    param(
        [AllowEmptyCollection()]
        [AllowEmptyString()]
        [string[]]$Text = @()
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $names = @('login.microsoftonline.com', 'device.login.microsoftonline.com', 'enterpriseregistration.windows.net')
    $tenant = 'AccessTokenUrl : https://([A-Za-z0-9.-]+)'
    $row = 'Endpoint URI : https://([A-Za-z0-9.-]+)'
    $data = 'Name=.EndpointUri.>https://([A-Za-z0-9.-]+)'
    $path = 'https://([A-Za-z0-9.-]+)(?::443)?/(?:adfs|trust|[A-Za-z0-9/._-]{0,60}(?:usernamemixed|certificatemixed|windowstransport|/mex))'
    foreach ($piece in $Text) {
        if (($piece -like '<Event*') -and ($piece -notmatch 'UserID=.S-1-5-18.')) {
            continue
        }
        foreach ($pattern in @($tenant, $row, $data, $path)) {
            if ($piece -match $pattern) {
                $name = [string]$matches[1]
                if (($names -notcontains $name) -and ($names.Count -lt 7) -and ($name -match '[.]')) {
                    $names += $name
                }
            }
        }
    }
    $names
}
