function Start-PrtUserTask {
    <#
    .SYNOPSIS
    Starts one self-cleaning task per signed-in user that asks dsregcmd in that user's own session.

    .DESCRIPTION
    A PRT belongs to the logon session of the console or remote desktop sign-in, so only a process there can tell about
    it. For every account: a folder only administrators can enter, an empty result file in it on which the user has
    rights (see Register-PrtUserTask), a task (see ConvertTo-PrtTaskXml), started at once. There is one task per SID,
    since an interactive task cannot choose among sessions. What fails for one user is data; leftovers of broken visits
    whose end boundary is over are removed first. On a host with many users starting stops when its share of time is
    over. The folder, the file and the task are removed by Receive-PrtUserTask. A visit can be about one user: then
    nobody else's session is touched. There is no -WhatIf: ShouldProcess is a method ConstrainedLanguage forbids, and the
    context of the visit decides.

    .PARAMETER TaskSeconds
    How long one task may run.

    .PARAMETER StartSeconds
    How long starting may take; who comes later is refused with the error id NoTimeLeft.

    .PARAMETER LifeSeconds
    After how many seconds the task deletes itself and others may clean up.

    .PARAMETER OnlyUser
    The one user the visit is about (see Test-PrtSignIn); empty for everybody.

    .PARAMETER Open
    Where the name of each task is noted before anything of that name exists, for whoever cleans up after a visit that
    was cut off.

    .EXAMPLE
    Start-PrtUserTask -TaskSeconds 30 -LifeSeconds 300

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Started (array): one object per task with Sid (string), Name (string), SessionId (int or null: the account has
        several sessions), TaskName (string), EndBoundaryUtc (string).
      Refused (array): one object per user without a task with Sid (string), Name (string), SessionId (int or null),
        ErrorId (string), Message (string).
      Others (int): accounts left alone because the visit is about one user.
      StaleRemoved (int): leftovers of broken visits that were removed.
      YoungerLeft (int): tasks and folders of other visits that may still run, left alone.
    #>
    [CmdletBinding()]
    param(
        [int]$TaskSeconds = 30,

        [int]$StartSeconds = 30,

        [int]$LifeSeconds = 300,

        [string]$OnlyUser = '',

        [hashtable]$Open = @{}
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $stop = [datetime]::UtcNow.AddSeconds($StartSeconds)
    $stale = Remove-PrtStaleTask
    $order = @()
    $users = @{}
    $others = @{}
    foreach ($owner in @(Get-PrtSignIn)) {
        $sid = [string]$owner['Sid']
        if ($users.ContainsKey($sid)) {
            $users[$sid]['SessionId'] = $null
        }
        elseif (($sid -ne '') -and (-not (Test-PrtSignIn -Sid $sid -Name $owner['Name'] -OnlyUser $OnlyUser))) {
            $others[$sid] = $true
        }
        elseif ($sid -ne '') {
            $order += $sid
            $users[$sid] = $owner
        }
    }
    $started = @()
    $refused = @()
    $complete = $false
    try {
        foreach ($sid in $order) {
            $user = $users[$sid]
            try {
                if ([datetime]::UtcNow -ge $stop) {
                    Write-Error -Message 'the time for starting tasks was used up' -ErrorId 'NoTimeLeft' -Category OperationTimeout
                }
                $argument = @{
                    Sid = $sid
                    AskSession = ($null -eq $user['SessionId'])
                    TaskSeconds = $TaskSeconds
                    LifeSeconds = $LifeSeconds
                    Open = $Open
                }
                $task = Register-PrtUserTask @argument
                $started += [ordered]@{
                    Sid = $sid
                    Name = [string]$user['Name']
                    SessionId = $user['SessionId']
                    TaskName = [string]$task['Name']
                    EndBoundaryUtc = [string]$task['EndBoundaryUtc']
                }
            }
            catch {
                $fact = Get-PrtErrorFact -ErrorRecord $PSItem
                $refused += [ordered]@{
                    Sid = $sid
                    Name = [string]$user['Name']
                    SessionId = $user['SessionId']
                    ErrorId = [string]$fact['Id']
                    Message = [string]$fact['Message']
                }
            }
        }
        $complete = $true
    }
    finally {
        # A visit that is cut off here has told nobody the names yet.
        if (-not $complete) {
            foreach ($name in @($Open.Keys)) {
                $null = Remove-PrtUserTask -TaskName $name
            }
        }
    }
    [ordered]@{
        Started = $started
        Refused = $refused
        Others = $others.Count
        StaleRemoved = [int]$stale['Removed']
        YoungerLeft = [int]$stale['Younger']
    }
}
