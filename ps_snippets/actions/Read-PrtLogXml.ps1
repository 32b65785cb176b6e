function Read-PrtLogXml {
    <#
    .SYNOPSIS
    Gives the records of a channel as XML, oldest first, as many as fit into the bounds.

    .DESCRIPTION
    From the oldest on, because an Analytic channel can be read in no other direction. ToXml is a method of no core type:
    where the language is constrained nothing is read, and that is said.

    .PARAMETER Channel
    The channel.

    .PARAMETER MaxEvents
    How many records at most.

    .PARAMETER MaxCharacters
    How much XML at most.

    .EXAMPLE
    Read-PrtLogXml -Channel 'Microsoft-Windows-AAD/Analytic' -MaxEvents 100 -MaxCharacters 1048576

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with State (ok, missing, denied or constrained), Capped (bool), Unreadable
    (int) and Events (array of string).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Channel,

        [Parameter(Mandatory = $true)]
        [int]$MaxEvents,

        [Parameter(Mandatory = $true)]
        [int]$MaxCharacters
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $state = 'ok'
    $isCapped = $false
    $unreadable = 0
    $events = @()
    if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        $answer = Get-PrtEventRecord -Filter @{
            LogName = $Channel
            Oldest = $true
            MaxEvents = $MaxEvents + 1
        }
        $state = [string]$answer['State']
        $unreadable = [int]$answer['Unreadable']
        $length = 0
        foreach ($record in @($answer['Records'])) {
            $xml = ''
            try {
                # FullLanguage: an event record is no core type.
                $xml = [string]$record.ToXml()
            }
            catch {
                $unreadable += 1
            }
            $length += $xml.Length
            if ((@($events).Count -ge $MaxEvents) -or ($length -gt $MaxCharacters)) {
                $isCapped = $true
                break
            }
            if ($xml -ne '') {
                $events += $xml
            }
        }
    }
    else {
        $state = 'constrained'
    }
    [ordered]@{
        State = $state
        Capped = $isCapped
        Unreadable = $unreadable
        Events = $events
    }
}
