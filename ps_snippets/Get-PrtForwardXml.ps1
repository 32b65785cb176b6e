function Get-PrtForwardXml {
    <#
    .SYNOPSIS
    Gives the XML of the newest records of a channel that can only be read from its oldest on, newest first.

    .DESCRIPTION
    An analytic channel gives its oldest records first, and a bound then keeps the oldest. So the whole window is read up
    to four times the number wanted, and where that does not reach the end, again from an eighth of the window, and so
    on, down to one minute. Whoever writes more than that within a minute is not read: the newest would be missing.
    That time is a filter of such a channel is documented, and unverified on real hosts.

    .PARAMETER LogName
    The channel.

    .PARAMETER EventHours
    How far back to look, on the host's own clock.

    .PARAMETER MaxEvents
    How many records at most.

    .PARAMETER MayWrite
    As of Get-PrtEventXml.

    .EXAMPLE
    Get-PrtForwardXml -LogName 'Microsoft-Windows-AAD/Analytic' -EventHours 24 -MaxEvents 100

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with State, Unreadable and Events as of Get-PrtEventXml, and
    IsShortened (bool): older records within the window were not read.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$LogName,

        [Parameter(Mandatory = $true)]
        [int]$EventHours,

        [Parameter(Mandatory = $true)]
        [int]$MaxEvents,

        [switch]$MayWrite
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $limit = 4 * $MaxEvents
    $minutes = 60 * $EventHours
    $isShortened = $false
    $isFull = $true
    while ($isFull) {
        $start = (Get-Date).AddMinutes(-$minutes)
        $since = ConvertTo-PrtUtcText -Time $start
        $query = [string](Get-PrtChannelQuery -LogName $LogName -SinceUtc $since)['Shares'][0]['Query']
        $answer = Get-PrtEventXml -LogName $LogName -Query $query -MaxEvents $limit -Oldest -MayWrite:$MayWrite
        $found = @($answer['Events'])
        $isFull = ($found.Count -ge $limit)
        if ($isFull) {
            if ($minutes -le 1) {
                Write-Error -Message "more than $limit records within a minute" -ErrorId 'TooManyRecords' -Category LimitsExceeded
            }
            $isShortened = $true
            $minutes = [int]($minutes / 8)
            if ($minutes -lt 1) {
                # Nothing lies in a window without length.
                $minutes = 1
            }
        }
    }
    $events = @()
    for ($index = $found.Count - 1; ($index -ge 0) -and ($events.Count -lt $MaxEvents); $index--) {
        $events += [string]$found[$index]
    }
    [ordered]@{
        State = [string]$answer['State']
        Unreadable = [int]$answer['Unreadable']
        IsShortened = $isShortened
        Events = $events
    }
}
