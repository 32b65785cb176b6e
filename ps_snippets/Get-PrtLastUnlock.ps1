function Get-PrtLastUnlock {
    <#
    .SYNOPSIS
    Finds the newest sign-in or unlock of one account in the Security log.

    .DESCRIPTION
    4801 says that a workstation was unlocked, but is written only where the audit policy asks for it. 4624 is written
    by default: logon types 7 (unlock), 10 (remote desktop), 11 (cached), 12 and 13 (their cached twins), and type 2 only
    when winlogon asked for it (LogonProcessName User32), because runas leaves type 2 records too. The event service
    filters; the newest match is taken. Where the log may not be read there is no answer, which proves nothing. That these
    records accompany every renewal of a PRT is unverified.

    .PARAMETER Sid
    The account.

    .PARAMETER Hours
    How far back to look.

    .EXAMPLE
    Get-PrtLastUnlock -Sid 'S-1-12-1-1-2-3-4' -Hours 168

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Utc (string or null) and Source (string, "" for none).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [ValidatePattern('^S-1-[0-9-]+$')]
        [string]$Sid,

        [int]$Hours = 168
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $start = (Get-Date).AddHours(-$Hours)
    $when = "TimeCreated[@SystemTime&gt;='{0}']" -f (ConvertTo-PrtUtcText -Time $start)
    $who = "Data[@Name='TargetUserSid']='{0}'" -f $Sid
    $types = @()
    foreach ($type in @(7, 10, 11, 12, 13)) {
        $types += "Data[@Name='LogonType']='{0}'" -f $type
    }
    $types += "(Data[@Name='LogonType']='2' and (Data[@Name='LogonProcessName']='User32 ' or Data[@Name='LogonProcessName']='User32'))"
    $select = '<Select Path="Security">*[System[EventID={0} and {1}] and EventData[{2}]]</Select>'
    $unlocked = $select -f 4801, $when, $who
    $signedIn = $select -f 4624, $when, ($who + ' and (' + ($types -join ' or ') + ')')
    $query = '<QueryList><Query Id="0" Path="Security">' + $unlocked + $signedIn + '</Query></QueryList>'
    $utc = $null
    $source = ''
    try {
        $found = @(Get-WinEvent -FilterXml $query -MaxEvents 1)
        if ($found.Count -gt 0) {
            $utc = ConvertTo-PrtUtcText -Time $found[0].TimeCreated
            $source = 'Security ' + [string]$found[0].Id
        }
    }
    catch {
        # Denied, empty or cleared: absence of an answer, never an answer.
        $source = ''
    }
    [ordered]@{
        Utc = $utc
        Source = $source
    }
}
