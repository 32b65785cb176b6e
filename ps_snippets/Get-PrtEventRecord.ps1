function Get-PrtEventRecord {
    <#
    .SYNOPSIS
    Asks the event service, and keeps what it can give although single records are broken.

    .DESCRIPTION
    Get-WinEvent writes an error for each record that it cannot read or whose message it cannot find, and goes on with
    the next; taken as an end, the first of them would hide all others. The id of such an error is the translated message.
    So the errors are collected, and only those whose ids are never translated say anything about the whole: no such
    channel (NoMatchingLogsFound), no right to it (UnauthorizedAccess, LogInfoUnavailable), nothing that matches
    (NoMatchingEventsFound). A log that may not be listed is said to match nothing right after that, so denied outranks
    missing. The others are counted: as many records were lost at most, since a record without its message still comes.
    Whatever else ends the query is an error here too.

    .PARAMETER Filter
    The parameters of Get-WinEvent.

    .EXAMPLE
    Get-PrtEventRecord -Filter @{ LogName = 'System'; MaxEvents = 3 }

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with State (ok, missing or denied), Unreadable (int) and Records
    (array of what Get-WinEvent gives).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [hashtable]$Filter
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $records = @()
    $problems = @()
    $state = 'ok'
    $unreadable = 0
    try {
        $records = @(Get-WinEvent @Filter -ErrorAction SilentlyContinue -ErrorVariable problems)
        $ids = @()
        foreach ($problem in @($problems)) {
            $ids += [string]$problem.FullyQualifiedErrorId
        }
    }
    catch {
        $ids = @([string]$PSItem.FullyQualifiedErrorId)
        if ($ids[0] -notmatch '^(NoMatchingLogsFound|NoMatchingEventsFound|LogInfoUnavailable|System\.UnauthorizedAccess)') {
            throw
        }
    }
    foreach ($id in $ids) {
        if (($id -like 'System.UnauthorizedAccess*') -or ($id -like 'LogInfoUnavailable*')) {
            $state = 'denied'
        }
        elseif ($id -like 'NoMatchingLogsFound*') {
            if ($state -eq 'ok') {
                $state = 'missing'
            }
        }
        elseif ($id -notlike 'NoMatchingEventsFound*') {
            $unreadable += 1
        }
    }
    [ordered]@{
        State = $state
        Unreadable = $unreadable
        Records = $records
    }
}
