function Get-PrtChannelQuery {
    <#
    .SYNOPSIS
    Says what a visit asks of an event channel.

    .DESCRIPTION
    AAD/Operational: the records of the CloudAP plugin (task 101) and the summaries of attempts (1250-1253) are about the
    PRT, all others are applications that ask for tokens. AAD/Analytic: the CloudAP plugin alone; which of the two
    channels an event goes to depends on the build, so the same task is asked of both. User Device Registration/Admin:
    358 and 360-362, what Windows saw of the PRT at a sign-in, and how the device was joined (201, 204, 304-307, 309,
    335). Ids and times are numbers and UTC, so nothing here depends on a language. A query may hold about twenty
    comparisons.

    .PARAMETER LogName
    The channel.

    .PARAMETER SinceUtc
    Start of the window, as ConvertTo-PrtUtcText writes it.

    .EXAMPLE
    Get-PrtChannelQuery -LogName 'Microsoft-Windows-AAD/Operational' -SinceUtc '2026-01-31T01:00:00.000Z'

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Shares: one hashtable per query, with Query (XPath), IsAboutPrt
    and IsForwardOnly (the channel gives its oldest records first, or none).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$LogName,

        [Parameter(Mandatory = $true)]
        [string]$SinceUtc
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $window = 'TimeCreated[@SystemTime>="{0}"]' -f $SinceUtc
    $asked = 'Provider[@Name="Microsoft-Windows-AAD"] and {0}' -f $window
    $ours = '*[System[{0} and (Task=101 or (EventID>=1250 and EventID<=1253))]]' -f $asked
    $others = '*[System[{0} and Task!=101 and (EventID<1250 or EventID>1253)]]' -f $asked
    if ($LogName -like '*/Analytic') {
        $ours = '*[System[{0} and Task=101]]' -f $asked
        $others = ''
    }
    if ($LogName -like '*User Device Registration*') {
        $asked = 'Provider[@Name="Microsoft-Windows-User Device Registration"] and {0}' -f $window
        $ours = '*[System[{0} and (EventID=358 or (EventID>=360 and EventID<=362))]]' -f $asked
        $joins = 'EventID=201 or EventID=204 or EventID=309 or EventID=335 or (EventID>=304 and EventID<=307)'
        $others = '*[System[{0} and ({1})]]' -f $asked, $joins
    }
    $shares = @(
        @{
            Query = $ours
            IsAboutPrt = $true
            IsForwardOnly = ($LogName -like '*/Analytic')
        }
    )
    if ($others -ne '') {
        $shares += @{
            Query = $others
            IsAboutPrt = $false
            IsForwardOnly = $false
        }
    }
    [ordered]@{
        Shares = $shares
    }
}
