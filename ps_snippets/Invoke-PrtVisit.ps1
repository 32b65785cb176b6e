function Invoke-PrtVisit {
    <#
    .SYNOPSIS
    Conducts one visit: runs the snippets the context asks for, in order, within the time budget.

    .DESCRIPTION
    Order: the user tasks are started first and read late, so that they run while facts, sessions, events and the cheap
    facts about the device's own state are collected; dsregcmd as the caller comes late and gets half a minute, because
    on some machines it takes many; then, only where it was asked for, the probe of the network with half a minute too;
    last comes the search of the Security log, which no limit can interrupt, and only where somebody is signed in.
    Starting tasks gets half of the budget. Each record is emitted as soon as it is there, so that what arrived before a
    deadline is kept. A snippet whose turn comes after the budget is left out and named in the end mark; tasks that were
    started are always read and removed, also when the visit is cut off. A running snippet cannot be interrupted from
    inside, so a single slow one may overrun the budget.

    auto and user: all snippets. caller: all but the tasks. events: all but the tasks and dsregcmd. Only auto and user
    write anything on the host.

    .PARAMETER Context
    Which sources may be used.

    .PARAMETER EventHours
    How far back events are read.

    .PARAMETER MaxEvents
    How many events at most.

    .PARAMETER BudgetSeconds
    How long the whole visit may take.

    .PARAMETER TaskSeconds
    How long one user task may take.

    .PARAMETER MaxTextBytes
    How much of one text is kept.

    .PARAMETER Probe
    network: let the host ask the sign-in servers too (see Get-PrtNetworkProbe).

    .PARAMETER OnlyUser
    A SID, UPN, DOMAIN\name or name: no task is started for anybody else (see Test-PrtSignIn).

    .EXAMPLE
    Invoke-PrtVisit -Context 'caller' -EventHours 24 -BudgetSeconds 30

    .OUTPUTS
    System.String, one record as JSON each. The last one, the end mark, has the Data:
      Completed (bool): always true: the host reached the end of the script.
      ElapsedMilliseconds (int): how long the visit took on the host.
      Skipped (array of string): snippets left out because the time budget was used up.
      ModuleVersion (string or null): of the module that holds the functions (JEA); null where they came as text.
      ModuleSha256 (string or null): hash of the script of a visit of which that module was made.
    #>
    [CmdletBinding()]
    param(
        [ValidateSet('auto', 'user', 'caller', 'events')]
        [string]$Context = 'auto',

        [int]$EventHours = 168,

        [int]$MaxEvents = 500,

        [int]$BudgetSeconds = 60,

        [int]$TaskSeconds = 30,

        [int]$MaxTextBytes = 262144,

        [ValidateSet('none', 'network')]
        [string]$Probe = 'none',

        [string]$OnlyUser = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $begin = [datetime]::UtcNow
    $until = $begin.AddSeconds($BudgetSeconds)
    $caller = Get-PrtCaller
    $skipped = @()
    $tasks = @()
    $open = @{}
    $isAnybodyThere = $false
    $texts = @()
    try {
        if (@('auto', 'user') -contains $Context) {
            $argument = @{
                TaskSeconds = $TaskSeconds
                StartSeconds = [int]($BudgetSeconds / 2)
                LifeSeconds = $BudgetSeconds + $TaskSeconds + 120
                OnlyUser = $OnlyUser
                Open = $open
            }
            $record = Invoke-PrtSnippet -Name 'Start-PrtUserTask' -Argument $argument -LogonSession $caller
            if ($record['Ok']) {
                $tasks = @($record['Data']['Started'])
            }
            ConvertTo-PrtRecord -Record $record
        }
        $taskEnd = [datetime]::UtcNow.AddSeconds($TaskSeconds)
        $steps = @(
            @{
                Name = 'Get-PrtHostFact'
                Argument = @{}
            },
            @{
                Name = 'Get-PrtLogonSession'
                Argument = @{}
            }
        )
        $channels = @(
            'Microsoft-Windows-AAD/Operational',
            'Microsoft-Windows-AAD/Analytic',
            'Microsoft-Windows-User Device Registration/Admin'
        )
        foreach ($channel in $channels) {
            $steps += @{
                Name = 'Get-PrtChannelEvent'
                Argument = @{
                    LogName = $channel
                    EventHours = $EventHours
                    MaxEvents = $MaxEvents
                    MayWrite = (@('auto', 'user') -contains $Context)
                }
            }
        }
        $looks = @(
            'Get-PrtDeviceCertificate',
            'Get-PrtJoinFact',
            'Get-PrtTpmFact',
            'Get-PrtTimeService',
            'Get-PrtProxySetting'
        )
        foreach ($look in $looks) {
            $steps += @{
                Name = $look
                Argument = @{}
            }
        }
        foreach ($step in $steps) {
            if ([datetime]::UtcNow -lt $until) {
                $record = Invoke-PrtSnippet @step -LogonSession $caller
                if (($step['Name'] -eq 'Get-PrtLogonSession') -and $record['Ok']) {
                    $isAnybodyThere = @($record['Data']['Sessions']).Count -gt 0
                }
                if ($record['Ok'] -and (@($record['Data'].Keys) -contains 'Events')) {
                    $texts += @($record['Data']['Events'])
                }
                ConvertTo-PrtRecord -Record $record
            }
            elseif ($skipped -notcontains $step['Name']) {
                $skipped += $step['Name']
            }
        }
        foreach ($task in $tasks) {
            $left = ($taskEnd - [datetime]::UtcNow).TotalSeconds
            $budgetLeft = ($until - [datetime]::UtcNow).TotalSeconds
            if ($budgetLeft -lt $left) {
                $left = $budgetLeft
            }
            if ($left -lt 0) {
                $left = 0
            }
            $argument = @{
                TaskName = $task['TaskName']
                WaitSeconds = [int]$left
                MaxTextBytes = $MaxTextBytes
            }
            $user = [ordered]@{
                Kind = 'user'
                Sid = $task['Sid']
                Name = $task['Name']
                SessionId = $task['SessionId']
            }
            $record = Invoke-PrtSnippet -Name 'Receive-PrtUserTask' -Argument $argument -LogonSession $user
            $open[[string]$task['TaskName']] = $false
            ConvertTo-PrtRecord -Record $record
        }
        if (@('auto', 'user', 'caller') -contains $Context) {
            $left = [int]($until - [datetime]::UtcNow).TotalSeconds
            if ($left -gt 30) {
                $left = 30
            }
            if ($left -gt 0) {
                $argument = @{
                    WaitSeconds = $left
                    MaxTextBytes = $MaxTextBytes
                }
                $record = Invoke-PrtSnippet -Name 'Get-PrtDsregStatus' -Argument $argument -LogonSession $caller
                if ($record['Ok']) {
                    $texts += [string]$record['Data']['Text']
                }
                ConvertTo-PrtRecord -Record $record
            }
            else {
                $skipped += 'Get-PrtDsregStatus'
            }
        }
        if ($Probe -eq 'network') {
            $left = [int]($until - [datetime]::UtcNow).TotalSeconds
            if ($left -gt 30) {
                $left = 30
            }
            if ($left -gt 4) {
                $argument = @{
                    Endpoint = @(Get-PrtEndpointName -Text $texts)
                    MayWrite = (@('auto', 'user') -contains $Context)
                    TaskSeconds = $left
                }
                ConvertTo-PrtRecord -Record (Invoke-PrtSnippet -Name 'Get-PrtNetworkProbe' -Argument $argument -LogonSession $caller)
            }
            else {
                $skipped += 'Get-PrtNetworkProbe'
            }
        }
        if ($isAnybodyThere) {
            if ([datetime]::UtcNow -lt $until) {
                $argument = @{
                    Hours = $EventHours
                }
                ConvertTo-PrtRecord -Record (Invoke-PrtSnippet -Name 'Get-PrtLastUnlock' -Argument $argument -LogonSession $caller)
            }
            else {
                $skipped += 'Get-PrtLastUnlock'
            }
        }
    }
    finally {
        # By what was noted before anything existed, not by what was told: a visit may be cut off in between.
        foreach ($name in @($open.Keys)) {
            if ($open[$name]) {
                $null = Remove-PrtUserTask -TaskName $name
            }
        }
    }
    $moduleVersion = $null
    $moduleSha256 = $null
    $module = $MyInvocation.MyCommand.Module
    if ($null -ne $module) {
        $moduleVersion = [string]$module.Version
        if ($module.PrivateData -is [hashtable]) {
            $moduleSha256 = [string]$module.PrivateData['VisitSha256']
        }
    }
    $elapsed = [int]([datetime]::UtcNow - $begin).TotalMilliseconds
    ConvertTo-PrtRecord -Record ([ordered]@{
            Snippet = 'Invoke-PrtVisit'
            Ok = $true
            Milliseconds = $elapsed
            LogonSession = $caller
            Data = [ordered]@{
                Completed = $true
                ElapsedMilliseconds = $elapsed
                Skipped = $skipped
                ModuleVersion = $moduleVersion
                ModuleSha256 = $moduleSha256
            }
        })
}
