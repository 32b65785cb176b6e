function ConvertTo-PrtTaskXml {
    <#
    .SYNOPSIS
    Writes the definition of the one-shot task that runs dsregcmd in a user's own session.

    .DESCRIPTION
    The principal is the user's SID with the token of the running sign-in (InteractiveToken) and limited rights: dsregcmd
    must not run elevated, and an administrator needs no password for it. The task may start and go on on battery, has an
    execution limit, and deletes itself once its end boundary is over; the trigger lies in the past and never fires, it
    only carries that boundary. Hidden hides it in the console of the task scheduler, not its window.

    The action prints the proof lines (docs/formats.md) and then what dsregcmd says, appended to the result file. It has no
    quotes, because conhost would rewrite them. No code page is set: dsregcmd writes ANSI bytes whatever chcp says, and
    what proves the user, the SID, is ASCII. Of several sessions of one account the task scheduler picks one, so the task
    says itself which it was; cmd knows no session number, PowerShell does, and is started only in that case.

    From build 19041 on conhost.exe --headless keeps the console window away (an undocumented switch); before, the
    window shows for a moment. All of this is unverified on real hosts.

    .PARAMETER Sid
    The account.

    .PARAMETER ResultPath
    The file to append to.

    .PARAMETER TaskSeconds
    The execution limit.

    .PARAMETER StartBoundaryUtc
    A moment in the past.

    .PARAMETER EndBoundaryUtc
    When the task may be deleted.

    .PARAMETER AskSession
    The account has several sessions: find out in which one the task runs.

    .PARAMETER Request
    What dsregcmd is asked: status, or refreshprt, which no visit asks for.

    .PARAMETER ScriptPath
    A script of PowerShell that is run instead of dsregcmd, by SYSTEM, whose principal has no kind of sign-in.

    .EXAMPLE
    $times = @{ StartBoundaryUtc = '2026-01-31T01:00:00Z'; EndBoundaryUtc = '2026-01-31T01:05:00Z' }
    ConvertTo-PrtTaskXml -Sid 'S-1-12-1-1-2-3-4' -ResultPath 'C:\Windows\w\result.txt' -TaskSeconds 30 @times

    .OUTPUTS
    System.String, the XML that Register-ScheduledTask takes.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [ValidatePattern('^S-1-[0-9-]+$')]
        [string]$Sid,

        [Parameter(Mandatory = $true)]
        [ValidatePattern('^[A-Za-z0-9_:./\\-]+$')]
        [string]$ResultPath,

        [Parameter(Mandatory = $true)]
        [int]$TaskSeconds,

        [Parameter(Mandatory = $true)]
        [string]$StartBoundaryUtc,

        [Parameter(Mandatory = $true)]
        [string]$EndBoundaryUtc,

        [switch]$AskSession,

        [ValidateSet('status', 'refreshprt')]
        [string]$Request = 'status',

        [ValidatePattern('^[A-Za-z0-9_:./\\-]*$')]
        [string]$ScriptPath = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $cmd = Get-PrtSystemPath -Name 'cmd.exe' -ForTask
    $whoami = Get-PrtSystemPath -Name 'whoami.exe' -ForTask
    $dsregcmd = Get-PrtSystemPath -Name 'dsregcmd.exe' -ForTask
    $session = 'echo REMOTE-PRT-PROOF session='
    if ($AskSession) {
        $powershell = Get-PrtSystemPath -Name 'WindowsPowerShell\v1.0\powershell.exe' -ForTask
        $ask = $powershell + ' -NoLogo -NoProfile -NonInteractive -Command Get-Process -Id $PID ^| ForEach-Object -MemberName SessionId'
        $session = 'set /p x=REMOTE-PRT-PROOF session=<nul&' + $ask + '||echo.'
    }
    # set /p prints its prompt without ending the line, and the program that follows ends it.
    $asker = 'set /p x=REMOTE-PRT-PROOF whoami=<nul&' + $whoami + ' /user /fo csv /nh||echo.'
    $steps = @(
        $asker,
        ('set /p x=REMOTE-PRT-PROOF upn=<nul&' + $whoami + ' /upn||echo.'),
        $session,
        'echo REMOTE-PRT-DSREGCMD',
        ($dsregcmd + ' /' + $Request)
    )
    $logon = '<LogonType>InteractiveToken</LogonType>'
    if ($ScriptPath -ne '') {
        $logon = ''
        $engine = Get-PrtSystemPath -Name 'WindowsPowerShell\v1.0\powershell.exe' -ForTask
        $steps = @(
            $asker,
            ($engine + ' -NoLogo -NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -File ' + $ScriptPath)
        )
    }
    $line = '/d /c (' + ($steps -join '&') + ')>>' + $ResultPath + ' 2>nul'
    $program = $cmd
    $conhost = Get-PrtSystemPath -Name 'conhost.exe' -ForTask
    $build = 0
    try {
        $build = [int](Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion').CurrentBuildNumber
    }
    catch {
        $build = 0
    }
    if (($build -ge 19041) -and $conhost) {
        $program = $conhost
        $line = '--headless ' + $cmd + ' ' + $line
    }
    $escaped = $line.Replace('&', '&amp;').Replace('<', '&lt;').Replace('>', '&gt;')
    @(
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
        '<RegistrationInfo><Description>remote_prt: asks once in the session of this account and is removed.</Description></RegistrationInfo>',
        '<Triggers><TimeTrigger>',
        ('<StartBoundary>' + $StartBoundaryUtc + '</StartBoundary><EndBoundary>' + $EndBoundaryUtc + '</EndBoundary><Enabled>true</Enabled>'),
        '</TimeTrigger></Triggers>',
        ('<Principals><Principal id="User"><UserId>' + $Sid + '</UserId>'),
        ($logon + '<RunLevel>LeastPrivilege</RunLevel></Principal></Principals>'),
        '<Settings>',
        '<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
        '<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
        '<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>',
        '<AllowHardTerminate>true</AllowHardTerminate>',
        '<StartWhenAvailable>false</StartWhenAvailable>',
        '<AllowStartOnDemand>true</AllowStartOnDemand>',
        '<Enabled>true</Enabled>',
        '<Hidden>true</Hidden>',
        ('<ExecutionTimeLimit>PT' + [string]$TaskSeconds + 'S</ExecutionTimeLimit>'),
        '<DeleteExpiredTaskAfter>PT0S</DeleteExpiredTaskAfter>',
        '</Settings>',
        ('<Actions Context="User"><Exec><Command>' + $program + '</Command><Arguments>' + $escaped + '</Arguments></Exec></Actions>'),
        '</Task>'
    ) -join "`r`n"
}
