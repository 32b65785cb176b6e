function Get-PrtSessionEvent {
    <#
    .SYNOPSIS
    Lists what the session manager noted about each session since the last start of Windows, newest first.

    .DESCRIPTION
    Microsoft-Windows-TerminalServices-LocalSessionManager/Operational is on by default and notes console sign-ins too:
    21 signed in, 24 disconnected, 25 connected again. Its data are User, SessionID and Address in this order, whatever
    the language. Session numbers start again with Windows, so older records are left out. Where the log cannot be read
    nothing comes back; a single record that cannot be read is left out. Unverified: that fast user switching writes 24 and 25 on every build.

    .EXAMPLE
    Get-PrtSessionEvent

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Id (int), SessionId (int) and Utc (string).
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $records = @()
    try {
        $answer = Get-PrtEventRecord -Filter @{
            FilterHashtable = @{
                LogName = 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'
                Id = @(21, 24, 25)
                StartTime = (Get-CimInstance -ClassName Win32_OperatingSystem -OperationTimeoutSec 15).LastBootUpTime
            }
            MaxEvents = 500
        }
        $records = @($answer['Records'])
    }
    catch {
        $records = @()
    }
    foreach ($record in $records) {
        $values = @($record.Properties)
        if ($values.Count -gt 1) {
            [ordered]@{
                Id = [int]$record.Id
                SessionId = [int]$values[1].Value
                Utc = ConvertTo-PrtUtcText -Time $record.TimeCreated
            }
        }
    }
}
