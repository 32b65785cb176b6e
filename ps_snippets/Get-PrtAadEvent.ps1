function Get-PrtAadEvent {
    <#
    .SYNOPSIS
    Reads the records of AAD/Operational within a window, and what state the channel is in.

    .DESCRIPTION
    The event service filters by provider and time and counts from the newest; the records come oldest first. Errors are
    told apart by their id, never by their text: no such channel is missing, a switched-off one disabled, no right to read
    denied. Of a switched-off channel no records are sent: what was tried since is not in it, so its newest record would
    pass for the last word. The whole answer is bounded: the oldest records give way, and Capped says so.

    .PARAMETER EventHours
    How far back to look, on the host's own clock.

    .PARAMETER MaxEvents
    How many records at most.

    .PARAMETER MaxCharacters
    How much XML at most.

    .EXAMPLE
    Get-PrtAadEvent -EventHours 24 -MaxEvents 100

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Channel (string): Microsoft-Windows-AAD/Operational.
      State (string): ok, missing, disabled or denied.
      Enabled (bool or null): whether new records are written.
      Mode (string or null): Circular, Retain or AutoBackup.
      MaximumSizeInBytes (int or null): where the log starts over.
      RecordCount (int or null): records in the log, whatever the window.
      OldestUtc (string or null): time of the oldest record in the log, whatever the window.
      NewestUtc (string or null): time of the newest record in the log, whatever the window.
      SinceUtc (string): start of the window that was asked.
      Capped (bool): older records within the window were left out.
      Unreadable (int): records within the window that the event service could not read in full.
      Events (array of string): Event elements as XML, newest kept, oldest first; empty unless State is ok.
    #>
    [CmdletBinding()]
    param(
        [int]$EventHours = 168,

        [int]$MaxEvents = 500,

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
        $query = '*[System[Provider[@Name="Microsoft-Windows-AAD"] and TimeCreated[@SystemTime>="{0}"]]]' -f $since
        $answer = Get-PrtEventXml -LogName $channel -Query $query -MaxEvents ($MaxEvents + 1)
        $data['State'] = [string]$answer['State']
        $data['Unreadable'] = [int]$answer['Unreadable']
        $length = 0
        $kept = @()
        foreach ($xml in @($answer['Events'])) {
            $length += $xml.Length
            if (($kept.Count -ge $MaxEvents) -or ($length -gt $MaxCharacters)) {
                $data['Capped'] = $true
                break
            }
            $kept += [string]$xml
        }
        $events = @()
        for ($index = $kept.Count - 1; $index -ge 0; $index--) {
            $events += $kept[$index]
        }
        $data['Events'] = $events
    }
    $data
}
