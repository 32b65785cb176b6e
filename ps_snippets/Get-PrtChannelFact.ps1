function Get-PrtChannelFact {
    <#
    .SYNOPSIS
    Tells what state an event channel is in, how large it may grow and how far its records reach.

    .DESCRIPTION
    Who may not read a channel may not list it either, so a refused listing means denied. An analytic channel cannot be
    read from its newest record, and while it is switched off perhaps not at all: it is looked into only where it is on,
    and its newest record is not asked for.

    .PARAMETER LogName
    The channel.

    .EXAMPLE
    Get-PrtChannelFact -LogName 'Microsoft-Windows-AAD/Operational'

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with State (ok, missing, disabled or denied), Enabled, Mode,
    MaximumSizeInBytes, RecordCount, OldestUtc and NewestUtc, each of these null where it is not known.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$LogName
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $fact = [ordered]@{
        State = 'ok'
        Enabled = $null
        Mode = $null
        MaximumSizeInBytes = $null
        RecordCount = $null
        OldestUtc = $null
        NewestUtc = $null
    }
    $listed = Get-PrtEventRecord -Filter @{ ListLog = $LogName }
    $fact['State'] = [string]$listed['State']
    foreach ($log in @($listed['Records'])) {
        $fact['Enabled'] = [bool]$log.IsEnabled
        $fact['Mode'] = [string]$log.LogMode
        $fact['MaximumSizeInBytes'] = [int64]$log.MaximumSizeInBytes
        if ($null -ne $log.RecordCount) {
            $fact['RecordCount'] = [int64]$log.RecordCount
        }
        if (-not $log.IsEnabled) {
            $fact['State'] = 'disabled'
        }
    }
    $ends = @('OldestUtc', 'NewestUtc')
    $readable = @('ok', 'disabled')
    if ($LogName -like '*/Analytic') {
        $ends = @('OldestUtc')
        $readable = @('ok')
    }
    foreach ($end in $ends) {
        if ($readable -contains $fact['State']) {
            $answer = Get-PrtEventRecord -Filter @{
                LogName = $LogName
                MaxEvents = 1
                Oldest = ($end -eq 'OldestUtc')
            }
            foreach ($record in @($answer['Records'])) {
                $fact[$end] = ConvertTo-PrtUtcText -Time $record.TimeCreated
            }
            if ($answer['State'] -ne 'ok') {
                $fact['State'] = [string]$answer['State']
            }
        }
    }
    $fact
}
