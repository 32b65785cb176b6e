function Invoke-PrtRefresh {
    <#
    .SYNOPSIS
    Asks dsregcmd to renew the primary refresh token, in the own session of each of the users named.

    .DESCRIPTION
    The same one-shot task as in a visit, with dsregcmd /refreshprt instead of /status: registered, started, read, and
    removed with its folder in every case. Windows renews in the background, so the answer of dsregcmd says that a renewal
    is scheduled and never that it succeeded; whether it did, the next visit sees. Builds whose dsregcmd lacks the switch
    print its usage, which comes back as text. Which builds those are is unverified on real hosts.

    With WhatIf it is only told for whom a task would be registered: nothing is written. ShouldProcess is a method
    ConstrainedLanguage forbids, so the preference that WhatIf sets is read instead.

    .PARAMETER OnlySid
    The accounts; others who are signed in are left alone. None: everybody.

    .PARAMETER TaskSeconds
    How long one task may run.

    .PARAMETER BudgetSeconds
    How long the whole may take; who comes later is refused with the error id NoTimeLeft, and a task that still runs then
    is not waited for.

    .EXAMPLE
    Invoke-PrtRefresh -OnlySid 'S-1-12-1-1-2-3-4' -WhatIf

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Users (array): one object per account with Sid (string), Name (string), SessionId (int or null: the account has
        several sessions), State (finished, running, silent, unreadable, refused or whatif), Text (string: what the task
        wrote), ErrorId (string), Message (string), Removed (bool: nothing of the task is left).

    .NOTES
    Writes on the host: per user a task, a folder and a file, all removed before it ends; and the user's token is renewed.
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [string[]]$OnlySid = @(),

        [int]$TaskSeconds = 20,

        [int]$BudgetSeconds = 60
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $isDry = [bool]$WhatIfPreference
    $WhatIfPreference = $false
    $stop = [datetime]::UtcNow.AddSeconds($BudgetSeconds)
    if (-not $isDry) {
        $null = Remove-PrtStaleTask
    }
    $order = @()
    $users = @{}
    foreach ($owner in @(Get-PrtSignIn)) {
        $sid = [string]$owner['Sid']
        $isNamed = (@($OnlySid).Count -eq 0) -or ($OnlySid -contains $sid)
        if ($users.ContainsKey($sid)) {
            $users[$sid]['SessionId'] = $null
        }
        elseif (($sid -ne '') -and $isNamed) {
            $order += $sid
            $users[$sid] = [ordered]@{
                Sid = $sid
                Name = [string]$owner['Name']
                SessionId = $owner['SessionId']
                State = 'whatif'
                Text = ''
                ErrorId = ''
                Message = ''
                Removed = $true
            }
        }
    }
    $tasks = @{}
    $open = @{}
    try {
        foreach ($sid in $order) {
            $user = $users[$sid]
            if (-not $isDry) {
                try {
                    if ([datetime]::UtcNow -ge $stop) {
                        Write-Error -Message 'the time for starting tasks was used up' -ErrorId 'NoTimeLeft' -Category OperationTimeout
                    }
                    $argument = @{
                        Sid = $sid
                        AskSession = ($null -eq $user['SessionId'])
                        Request = 'refreshprt'
                        TaskSeconds = $TaskSeconds
                        LifeSeconds = $BudgetSeconds + $TaskSeconds + 120
                        Open = $open
                    }
                    $task = Register-PrtUserTask @argument
                    $tasks[$sid] = [string]$task['Name']
                }
                catch {
                    $fact = Get-PrtErrorFact -ErrorRecord $PSItem
                    $user['State'] = 'refused'
                    $user['ErrorId'] = [string]$fact['Id']
                    $user['Message'] = [string]$fact['Message']
                }
            }
        }
        foreach ($sid in $order) {
            if ($tasks.ContainsKey($sid)) {
                $user = $users[$sid]
                $name = [string]$tasks[$sid]
                $left = [int]($stop - [datetime]::UtcNow).TotalSeconds
                if ($left -gt $TaskSeconds) {
                    $left = $TaskSeconds
                }
                if ($left -lt 0) {
                    $left = 0
                }
                try {
                    $answer = Receive-PrtUserTask -TaskName $name -WaitSeconds $left -MaxTextBytes 65536
                    $user['State'] = [string]$answer['State']
                    $user['Text'] = [string]$answer['Text']
                    $user['Removed'] = [bool]$answer['Removed']
                }
                catch {
                    $fact = Get-PrtErrorFact -ErrorRecord $PSItem
                    $user['State'] = 'unreadable'
                    $user['ErrorId'] = [string]$fact['Id']
                    $user['Message'] = [string]$fact['Message']
                }
                $open[$name] = $false
            }
        }
    }
    finally {
        # Cut off here, the tasks that nobody read are still ours to remove, by what was noted before they existed.
        foreach ($name in @($open.Keys)) {
            if ($open[$name]) {
                $null = Remove-PrtUserTask -TaskName $name
            }
        }
    }
    $listed = @()
    foreach ($sid in $order) {
        $listed += $users[$sid]
    }
    [ordered]@{
        Users = $listed
    }
}
