function Get-PrtLogState {
    <#
    .SYNOPSIS
    Tells whether the AAD event channels are there and enabled, what they hold, and on request their records.

    .DESCRIPTION
    It reads and changes nothing. Enabling a channel empties it, so what it holds is read before (Records); an Analytic
    channel is read from its oldest record on, since it can be read in no other direction. Records whose text would be
    longer than the bound are left out, and Capped says so.

    .PARAMETER Channel
    The channels.

    .PARAMETER MaxEvents
    How many records of each channel; 0: none.

    .PARAMETER MaxCharacters
    How much XML of each channel at most.

    .EXAMPLE
    Get-PrtLogState -Channel 'Microsoft-Windows-AAD/Analytic' -MaxEvents 2000

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Channels (array): one object per channel with Channel (string), State (ok, missing or denied), Enabled (bool or null),
        Mode (string or null), MaximumSizeInBytes (int or null), RecordCount (int or null), OldestUtc (string or null),
        NewestUtc (string or null), RecordState (ok, constrained or denied), Capped (bool: records were left out),
        Unreadable (int), Events (array of string: Event elements as XML).
    #>
    [CmdletBinding()]
    param(
        [ValidateSet('Microsoft-Windows-AAD/Operational', 'Microsoft-Windows-AAD/Analytic')]
        [string[]]$Channel = @('Microsoft-Windows-AAD/Operational', 'Microsoft-Windows-AAD/Analytic'),

        [int]$MaxEvents = 0,

        [int]$MaxCharacters = 8388608
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $found = @()
    foreach ($name in $Channel) {
        $data = [ordered]@{
            Channel = $name
            State = 'ok'
            Enabled = $null
            Mode = $null
            MaximumSizeInBytes = $null
            RecordCount = $null
            OldestUtc = $null
            NewestUtc = $null
            RecordState = 'ok'
            Capped = $false
            Unreadable = 0
            Events = @()
        }
        $isDirect = $name -like '*/Analytic'
        $listed = Get-PrtEventRecord -Filter @{ ListLog = $name }
        $data['State'] = [string]$listed['State']
        foreach ($log in @($listed['Records'])) {
            $data['Enabled'] = [bool]$log.IsEnabled
            $data['Mode'] = [string]$log.LogMode
            $data['MaximumSizeInBytes'] = [int64]$log.MaximumSizeInBytes
            if ($null -ne $log.RecordCount) {
                $data['RecordCount'] = [int64]$log.RecordCount
            }
        }
        if ($data['State'] -eq 'ok') {
            foreach ($end in @('OldestUtc', 'NewestUtc')) {
                # A direct channel gives its newest record only after all others.
                if (($end -eq 'OldestUtc') -or (-not $isDirect)) {
                    $answer = Get-PrtEventRecord -Filter @{
                        LogName = $name
                        MaxEvents = 1
                        Oldest = ($end -eq 'OldestUtc')
                    }
                    foreach ($record in @($answer['Records'])) {
                        $data[$end] = ConvertTo-PrtUtcText -Time $record.TimeCreated
                    }
                    if ($answer['State'] -ne 'ok') {
                        $data['RecordState'] = [string]$answer['State']
                    }
                }
            }
            if ($MaxEvents -gt 0) {
                $read = Read-PrtLogXml -Channel $name -MaxEvents $MaxEvents -MaxCharacters $MaxCharacters
                $data['RecordState'] = [string]$read['State']
                $data['Capped'] = [bool]$read['Capped']
                $data['Unreadable'] = [int]$read['Unreadable']
                $data['Events'] = @($read['Events'])
            }
        }
        $found += $data
    }
    [ordered]@{
        Channels = $found
    }
}
