function Get-PrtChannelEvent {
    <#
    .SYNOPSIS
    Reads the records of one event channel within a window, and what state the channel is in.

    .DESCRIPTION
    The event service filters by provider and time and counts from the newest; the records come oldest first. What is
    asked of which channel says Get-PrtChannelQuery: records about the PRT, and a small share of others, because
    applications that ask for tokens fill the same log. That is documented XPath of the event service, unverified on real
    hosts. Errors are told apart by their id, never by their text: no such channel is missing, a switched-off one
    disabled, no right to read denied, anything else failed. Of a switched-off channel no records are sent: what was
    tried since is not in it, so its newest record would pass for the last word. A visit switches no channel on, and
    looks into an analytic one only where somebody else has. The whole answer is bounded: the oldest records give way,
    Capped says so, and CompleteSinceUtc from when on nothing about the PRT is missing.

    .PARAMETER LogName
    The channel.

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
    Get-PrtChannelEvent -LogName 'Microsoft-Windows-AAD/Operational' -EventHours 24 -MaxEvents 100

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Channel (string): the channel that was asked.
      State (string): ok, missing, disabled, denied, constrained (ConstrainedLanguage, and no file may be written) or failed.
      ErrorId (string or null): FullyQualifiedErrorId of what ended the reading where State is failed.
      Enabled (bool or null): whether new records are written.
      Mode (string or null): Circular, Retain or AutoBackup.
      MaximumSizeInBytes (int or null): where the log starts over, or stops where it retains.
      RecordCount (int or null): records in the log, whatever the window.
      OldestUtc (string or null): time of the oldest record in the log, whatever the window.
      NewestUtc (string or null): time of the newest record in the log, whatever the window; of an analytic one, the newest read.
      SinceUtc (string): start of the window that was asked.
      Capped (bool): older records within the window were left out, about the PRT or others.
      CompleteSinceUtc (string or null): from here on no record about the PRT was left out; null where none was at all.
      Unreadable (int): records within the window that the event service could not read in full.
      Events (array of string): Event elements as XML, newest kept, oldest first; empty unless State is ok.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$LogName,

        [switch]$MayWrite,

        [int]$EventHours = 168,

        [int]$MaxEvents = 500,

        [int]$MaxOther = 100,

        [int]$MaxCharacters = 4194304
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $now = Get-Date
    $start = $now.AddHours(-$EventHours)
    $since = ConvertTo-PrtUtcText -Time $start
    $data = [ordered]@{
        Channel = $LogName
        State = 'ok'
        ErrorId = $null
        Enabled = $null
        Mode = $null
        MaximumSizeInBytes = $null
        RecordCount = $null
        OldestUtc = $null
        NewestUtc = $null
        SinceUtc = $since
        Capped = $false
        CompleteSinceUtc = $null
        Unreadable = 0
        Events = @()
    }
    try {
        $fact = Get-PrtChannelFact -LogName $LogName
        foreach ($name in @('State', 'Enabled', 'Mode', 'MaximumSizeInBytes', 'RecordCount', 'OldestUtc', 'NewestUtc')) {
            $data[$name] = $fact[$name]
        }
        $shares = @()
        if ($data['State'] -eq 'ok') {
            $shares = @((Get-PrtChannelQuery -LogName $LogName -SinceUtc $since)['Shares'])
        }
        $length = 0
        $kept = @()
        foreach ($share in $shares) {
            $most = $MaxOther
            if ($share['IsAboutPrt']) {
                $most = $MaxEvents
            }
            $ask = @{
                LogName = $LogName
                MaxEvents = $most + 1
                MayWrite = $MayWrite
            }
            if ($share['IsForwardOnly']) {
                $answer = Get-PrtForwardXml @ask -EventHours $EventHours
            }
            else {
                $answer = Get-PrtEventXml @ask -Query $share['Query']
            }
            if ($answer['State'] -ne 'ok') {
                $data['State'] = [string]$answer['State']
            }
            $data['Unreadable'] = [int]$data['Unreadable'] + [int]$answer['Unreadable']
            $count = 0
            $isCapped = $false
            $completeSince = ConvertTo-PrtUtcText -Time $now
            foreach ($xml in @($answer['Events'])) {
                $length += $xml.Length
                if (($count -ge $most) -or ($length -gt $MaxCharacters)) {
                    $isCapped = $true
                    break
                }
                $count += 1
                $number = [int64](-$count)
                if ((-not $share['IsForwardOnly']) -and ([string]$xml -match '<EventRecordID>([0-9]{1,18})<')) {
                    $number = [int64]$Matches[1]
                }
                if ([string]$xml -match 'SystemTime=.([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?)') {
                    $completeSince = [string]$Matches[1] + 'Z'
                    if ($share['IsForwardOnly'] -and ($count -eq 1)) {
                        $data['NewestUtc'] = $completeSince
                    }
                }
                $kept += @{
                    Number = $number
                    Xml = [string]$xml
                }
            }
            if ($isCapped -or $answer['IsShortened']) {
                $data['Capped'] = $true
                if ($share['IsAboutPrt']) {
                    $data['CompleteSinceUtc'] = $completeSince
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
    catch {
        $problem = Get-PrtErrorFact -ErrorRecord $PSItem
        $data['State'] = 'failed'
        $data['ErrorId'] = [string]$problem['Id']
    }
    if ($data['State'] -ne 'ok') {
        $data['Events'] = @()
    }
    $data
}
