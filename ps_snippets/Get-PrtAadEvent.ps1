function Get-PrtAadEvent {
    <#
    .SYNOPSIS
    Reads the records of AAD/Operational within a window, and what state the channel is in.

    .DESCRIPTION
    The event service filters by provider and time and counts from the newest; the records come oldest first.
    Applications that ask for tokens fill this log, so there are two shares: the records of the CloudAP plugin (task
    101) and the summaries of attempts (1250-1253), which are about the PRT, and a small one of all others. What both
    queries ask is documented XPath of the event service, unverified on real hosts. Errors are told apart by their id,
    never by their text: no such channel is missing, a switched-off one disabled, no right to read denied. Of a
    switched-off channel no records are sent: what was tried since is not in it, so its newest record would pass for the
    last word. The whole answer is bounded: the oldest records give way, and Capped says so.

    .PARAMETER MayWrite
    Where ToXml may not be called, records may take the detour through a file (see Get-PrtEventXml).

    .PARAMETER EventHours
    How far back to look, on the host's own clock.

    .PARAMETER MaxEvents
    How many records about the PRT at most.

    .PARAMETER MaxOther
    How many others at most.

    .PARAMETER MaxCharacters
    How much XML at most.

    .EXAMPLE
    Get-PrtAadEvent -EventHours 24 -MaxEvents 100

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Channel (string): Microsoft-Windows-AAD/Operational.
      State (string): ok, missing, disabled, denied or constrained (ConstrainedLanguage, and no file may be written).
      Enabled (bool or null): whether new records are written.
      Mode (string or null): Circular, Retain or AutoBackup.
      MaximumSizeInBytes (int or null): where the log starts over.
      RecordCount (int or null): records in the log, whatever the window.
      OldestUtc (string or null): time of the oldest record in the log, whatever the window.
      NewestUtc (string or null): time of the newest record in the log, whatever the window.
      SinceUtc (string): start of the window that was asked.
      Capped (bool): older records within the window were left out, about the PRT or others.
      Unreadable (int): records within the window that the event service could not read in full.
      Events (array of string): Event elements as XML, newest kept, oldest first; empty unless State is ok.
    #>
    [CmdletBinding()]
    param(
        [switch]$MayWrite,

        [int]$EventHours = 168,

        [int]$MaxEvents = 500,

        [int]$MaxOther = 100,

        [int]$MaxCharacters = 4194304
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $channel = 'Microsoft-Windows-AAD/Operational'
    $start = (Get-Date).AddHours(-$EventHours)
    $since = ConvertTo-PrtUtcText -Time $start
    $data = [ordered]@{
        Channel = $channel
        State = 'ok'
        Enabled = $null
        Mode = $null
        MaximumSizeInBytes = $null
        RecordCount = $null
        OldestUtc = $null
        NewestUtc = $null
        SinceUtc = $since
        Capped = $false
        Unreadable = 0
        Events = @()
    }
    $listed = Get-PrtEventRecord -Filter @{ ListLog = $channel }
    $data['State'] = [string]$listed['State']
    foreach ($log in @($listed['Records'])) {
        $data['Enabled'] = [bool]$log.IsEnabled
        $data['Mode'] = [string]$log.LogMode
        $data['MaximumSizeInBytes'] = [int64]$log.MaximumSizeInBytes
        if ($null -ne $log.RecordCount) {
            $data['RecordCount'] = [int64]$log.RecordCount
        }
        if (-not $log.IsEnabled) {
            $data['State'] = 'disabled'
        }
    }
    foreach ($end in @('OldestUtc', 'NewestUtc')) {
        if (@('ok', 'disabled') -contains $data['State']) {
            $answer = Get-PrtEventRecord -Filter @{
                LogName = $channel
                MaxEvents = 1
                Oldest = ($end -eq 'OldestUtc')
            }
            foreach ($record in @($answer['Records'])) {
                $data[$end] = ConvertTo-PrtUtcText -Time $record.TimeCreated
            }
            if ($answer['State'] -ne 'ok') {
                $data['State'] = [string]$answer['State']
            }
        }
    }
    if ($data['State'] -eq 'ok') {
        $asked = 'Provider[@Name="Microsoft-Windows-AAD"] and TimeCreated[@SystemTime>="{0}"]' -f $since
        $ours = '*[System[{0} and (Task=101 or (EventID>=1250 and EventID<=1253))]]' -f $asked
        $others = '*[System[{0} and Task!=101 and (EventID<1250 or EventID>1253)]]' -f $asked
        $shares = @(
            @{
                Query = $ours
                Most = $MaxEvents
            },
            @{
                Query = $others
                Most = $MaxOther
            }
        )
        $length = 0
        $kept = @()
        foreach ($share in $shares) {
            $most = [int]$share['Most']
            $answer = Get-PrtEventXml -LogName $channel -Query $share['Query'] -MaxEvents ($most + 1) -MayWrite:$MayWrite
            if ($answer['State'] -ne 'ok') {
                $data['State'] = [string]$answer['State']
            }
            $data['Unreadable'] = [int]$data['Unreadable'] + [int]$answer['Unreadable']
            $count = 0
            foreach ($xml in @($answer['Events'])) {
                $length += $xml.Length
                if (($count -ge $most) -or ($length -gt $MaxCharacters)) {
                    $data['Capped'] = $true
                    break
                }
                $count += 1
                $number = [int64]0
                if ([string]$xml -match '<EventRecordID>([0-9]{1,18})<') {
                    $number = [int64]$Matches[1]
                }
                $kept += @{
                    Number = $number
                    Xml = [string]$xml
                }
            }
        }
        # The numbers of one log grow with its records.
        $events = @()
        foreach ($one in @($kept | Sort-Object -Property { $PSItem['Number'] })) {
            $events += [string]$one['Xml']
        }
        $data['Events'] = $events
    }
    $data
}
