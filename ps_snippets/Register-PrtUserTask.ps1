function Register-PrtUserTask {
    <#
    .SYNOPSIS
    Prepares, registers and starts the task of one user.

    .DESCRIPTION
    The order matters: protected folder, then the result file, its owner, the user's right on it, and only then the task.
    Whatever fails on the way takes everything back. The task lies in the root of the task scheduler: a folder of our own
    there would survive.

    The file belongs to Administrators. The user gets read and write on this one file: opening a file to append asks
    Windows for all of generic write and for the attributes, and cmd may look for a trailing Ctrl+Z first. That is no
    right to delete or rename it or to change rights, and its content is nothing but the user's own words. On the folder
    the user has nothing; the file is reached by its full path, since everybody may pass through folders by default.

    The cmdlets of the task scheduler are functions of a module of Windows, which do not see the preference Stop of their
    caller; so they are told, here and wherever else such a function is called.

    .PARAMETER Sid
    The account.

    .PARAMETER AskSession
    The account has several sessions.

    .PARAMETER Request
    What dsregcmd is asked (see ConvertTo-PrtTaskXml).

    .PARAMETER ScriptText
    A script of PowerShell that is run instead of dsregcmd, by SYSTEM. It lies in the protected folder, ASCII.

    .PARAMETER TaskSeconds
    How long the task may run.

    .PARAMETER LifeSeconds
    After how many seconds the task deletes itself and others may clean up.

    .PARAMETER Open
    Where the name is noted before anything of that name exists (see New-PrtWorkFolder).

    .EXAMPLE
    Register-PrtUserTask -Sid 'S-1-12-1-1-2-3-4' -TaskSeconds 30 -LifeSeconds 300

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Name, Path and EndBoundaryUtc, all strings.

    .NOTES
    Writes on the host: a folder, a file and a task, all removed by Remove-PrtUserTask.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [ValidatePattern('^S-1-[0-9-]+$')]
        [string]$Sid,

        [switch]$AskSession,

        [ValidateSet('status', 'refreshprt')]
        [string]$Request = 'status',

        [string]$ScriptText = '',

        [Parameter(Mandatory = $true)]
        [int]$TaskSeconds,

        [Parameter(Mandatory = $true)]
        [int]$LifeSeconds,

        [hashtable]$Open = @{}
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    if (($ScriptText -eq '') -and ($null -eq (Get-PrtSystemPath -Name 'dsregcmd.exe'))) {
        Write-Error -Message 'this Windows has no dsregcmd.exe' -ErrorId 'NoDsregcmd' -Category ObjectNotFound
    }
    $folder = New-PrtWorkFolder -LifeSeconds $LifeSeconds -Open $Open
    $started = $false
    try {
        $file = Join-Path -Path $folder['Path'] -ChildPath 'result.txt'
        $null = New-Item -Path $file -ItemType File
        $icacls = Get-PrtSystemPath -Name 'icacls.exe'
        $steps = @(
            @{ Argument = @($file, '/setowner', '*S-1-5-32-544', '/L', '/Q') },
            @{ Argument = @($file, '/grant', ('*' + $Sid + ':(R,W)'), '/L', '/Q') }
        )
        foreach ($step in $steps) {
            $answer = Invoke-PrtNativeCommand -FilePath $icacls @step
            if ($answer['ExitCode'] -ne 0) {
                Write-Error -Message ('icacls ended with ' + [string]$answer['ExitCode']) -ErrorId 'FileNotGranted' -Category PermissionDenied
            }
        }
        $scriptPath = ''
        if ($ScriptText -ne '') {
            $scriptPath = Join-Path -Path $folder['Path'] -ChildPath 'probe.ps1'
            Set-Content -LiteralPath $scriptPath -Value $ScriptText -Encoding Ascii
        }
        $past = (Get-Date).ToUniversalTime().AddMinutes(-1)
        $definition = @{
            Sid = $Sid
            ResultPath = $file
            TaskSeconds = $TaskSeconds
            StartBoundaryUtc = $past.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
            EndBoundaryUtc = $folder['EndBoundaryUtc']
            AskSession = $AskSession
            Request = $Request
            ScriptPath = $scriptPath
        }
        $xml = ConvertTo-PrtTaskXml @definition
        $null = Register-ScheduledTask -TaskName $folder['Name'] -TaskPath '\' -Xml $xml -ErrorAction Stop
        $null = Start-ScheduledTask -TaskName $folder['Name'] -TaskPath '\' -ErrorAction Stop
        $started = $true
    }
    finally {
        # Not a catch: a visit that is cut off here runs through no catch.
        if (-not $started) {
            $null = Remove-PrtUserTask -TaskName $folder['Name']
        }
    }
    $folder
}
