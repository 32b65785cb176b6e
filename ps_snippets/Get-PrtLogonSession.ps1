function Get-PrtLogonSession {
    <#
    .SYNOPSIS
    Lists who is signed in with a desktop, in which state, and when they were last seen to sign in or unlock.

    .DESCRIPTION
    State: disconnected when the session manager's newest record about the session says so; locked when LogonUI.exe runs
    in it; active when the newest record says connected; otherwise unknown. Never the translated words of quser.
    LogonUtc is the session manager's record 21. The last unlock is the account's newest in the Security log or that
    sign-in, whichever is later; null means nothing was seen, which proves nothing. All of this follows documentation
    and is unverified on real hosts.

    .PARAMETER UnlockHours
    How far back to look for an unlock.

    .EXAMPLE
    Get-PrtLogonSession -UnlockHours 24

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Sessions (array): one object per account and session with Sid (string), Name (string), SessionId (int),
        State (string), LogonUtc (string or null), LastUnlockUtc (string or null), LastUnlockSource (string).
      Hidden (int): sessions with a desktop whose owner this account may not read.
      Source (string): explorer, the process whose owners are listed.
    #>
    [CmdletBinding()]
    param(
        [int]$UnlockHours = 168
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $locked = @{}
    foreach ($process in @(Get-Process -Name 'LogonUI' -ErrorAction SilentlyContinue)) {
        $locked[[int]$process.SessionId] = $true
    }
    $newest = @{}
    $logon = @{}
    foreach ($record in @(Get-PrtSessionEvent)) {
        $number = [int]$record['SessionId']
        if (-not $newest.ContainsKey($number)) {
            $newest[$number] = [int]$record['Id']
        }
        if (($record['Id'] -eq 21) -and (-not $logon.ContainsKey($number))) {
            $logon[$number] = [string]$record['Utc']
        }
    }
    $unlocks = @{}
    foreach ($unlock in @(Get-PrtLastUnlock -Hours $UnlockHours)) {
        $unlocks[[string]$unlock['Sid']] = $unlock
    }
    $sessions = @()
    $hidden = 0
    foreach ($owner in @(Get-PrtExplorerOwner)) {
        if ([string]$owner['Sid'] -eq '') {
            $hidden += 1
            continue
        }
        $number = [int]$owner['SessionId']
        $state = 'unknown'
        if ($newest[$number] -eq 24) {
            $state = 'disconnected'
        }
        elseif ($locked.ContainsKey($number)) {
            $state = 'locked'
        }
        elseif ($newest.ContainsKey($number)) {
            $state = 'active'
        }
        $unlockUtc = $logon[$number]
        $unlockSource = ''
        if ($null -ne $unlockUtc) {
            $unlockSource = 'LocalSessionManager 21'
        }
        $unlock = $unlocks[[string]$owner['Sid']]
        # Times of one width compare as text.
        if (($null -ne $unlock) -and ([string]$unlock['Utc'] -gt [string]$unlockUtc)) {
            $unlockUtc = [string]$unlock['Utc']
            $unlockSource = [string]$unlock['Source']
        }
        $sessions += [ordered]@{
            Sid = [string]$owner['Sid']
            Name = [string]$owner['Name']
            SessionId = $number
            State = $state
            LogonUtc = $logon[$number]
            LastUnlockUtc = $unlockUtc
            LastUnlockSource = $unlockSource
        }
    }
    [ordered]@{
        Sessions = $sessions
        Hidden = $hidden
        Source = 'explorer'
    }
}
