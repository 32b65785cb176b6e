function Get-PrtLastUnlock {
    <#
    .SYNOPSIS
    Lists the newest sign-in or unlock of each account that the Security log knows.

    .DESCRIPTION
    4801 says that a workstation was unlocked, but is written only where the audit policy asks for it. 4624 is written
    by default: logon types 7 (unlock), 10 (remote desktop), 11 (cached), 12 and 13 (their cached twins), and type 2
    only when winlogon asked for it (LogonProcessName User32), because runas leaves type 2 records too.

    The event service filters and counts from the newest, but has to look at every record of the window, which nothing
    can interrupt: it comes last in a visit, and of a log with more than 100000 records only the last 8 hours are
    searched. Where the log may not be read nothing comes back, which proves nothing. The account is read by position,
    TargetUserSid being the first value of 4801 and the fifth of 4624; that each renewal of a PRT comes with such a
    record is unverified. No record says in which session of the account it was: whoever reads this has to tie it to
    one.

    .PARAMETER Hours
    How far back to look.

    .EXAMPLE
    Get-PrtLastUnlock -Hours 168

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Unlocks (array): the newest of each account, one object with Sid (string), Utc (string), Source (string).
      Unreadable (int): records that the event service could not read in full.
    #>
    [CmdletBinding()]
    param(
        [int]$Hours = 168
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $listed = Get-PrtEventRecord -Filter @{
        ListLog = 'Security'
    }
    foreach ($log in @($listed['Records'])) {
        if (($log.RecordCount -gt 100000) -and ($Hours -gt 8)) {
            $Hours = 8
        }
    }
    $start = (Get-Date).AddHours(-$Hours)
    $when = "TimeCreated[@SystemTime&gt;='{0}']" -f (ConvertTo-PrtUtcText -Time $start)
    $types = @()
    foreach ($type in @(7, 10, 11, 12, 13)) {
        $types += "Data[@Name='LogonType']='{0}'" -f $type
    }
    $types += "(Data[@Name='LogonType']='2' and (Data[@Name='LogonProcessName']='User32 ' or Data[@Name='LogonProcessName']='User32'))"
    $unlocked = '<Select Path="Security">*[System[EventID=4801 and {0}]]</Select>' -f $when
    $signedIn = '<Select Path="Security">*[System[EventID=4624 and {0}] and EventData[{1}]]</Select>' -f $when, ($types -join ' or ')
    $query = '<QueryList><Query Id="0" Path="Security">' + $unlocked + $signedIn + '</Query></QueryList>'
    $answer = Get-PrtEventRecord -Filter @{
        FilterXml = $query
        MaxEvents = 300
    }
    $unlocks = @()
    $seen = @{}
    $positions = @{
        4801 = 0
        4624 = 4
    }
    foreach ($record in @($answer['Records'])) {
        $position = [int]$positions[[int]$record.Id]
        $values = @($record.Properties)
        $sid = ''
        if ($values.Count -gt $position) {
            $sid = [string]$values[$position].Value
        }
        if (($sid -ne '') -and (-not $seen.ContainsKey($sid))) {
            $seen[$sid] = $true
            $unlocks += [ordered]@{
                Sid = $sid
                Utc = ConvertTo-PrtUtcText -Time $record.TimeCreated
                Source = 'Security ' + [string]$record.Id
            }
        }
    }
    [ordered]@{
        Unlocks = $unlocks
        Unreadable = [int]$answer['Unreadable']
    }
}
