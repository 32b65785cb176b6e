function Get-PrtLogonSession {
    <#
    .SYNOPSIS
    Lists who is signed in, in which state, and when they were seen to sign in.

    .DESCRIPTION
    State: disconnected when the session manager's newest record about the session says so; locked when LogonUI.exe runs
    in it; active when the newest record says connected; otherwise unknown. Never the translated words of quser.
    LogonUtc is the session manager's record 21, and the last unlock known here is that sign-in; null means nothing was
    seen, which proves nothing. Unlocks of the Security log come in a record of their own, see Get-PrtLastUnlock. All of
    this follows documentation and is unverified on real hosts.

    .EXAMPLE
    Get-PrtLogonSession

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Sessions (array): one object per account and session with Sid (string), Name (string), SessionId (int),
        State (string), LogonUtc (string or null), LastUnlockUtc (string or null), LastUnlockSource (string), FoundBy
        (string: explorer, or process where the session has no explorer.exe), Upn (string: as Windows remembers it of an
        Entra account).
      Hidden (int): sessions with a desktop whose owner this account may not read.
      Source (string): explorer and process, what the sign-ins were looked for by.
    #>
    [CmdletBinding()]
    param()
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
    $sessions = @()
    $hidden = 0
    foreach ($owner in @(Get-PrtSignIn)) {
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
        $sessions += [ordered]@{
            Sid = [string]$owner['Sid']
            Name = [string]$owner['Name']
            SessionId = $number
            State = $state
            LogonUtc = $logon[$number]
            LastUnlockUtc = $unlockUtc
            LastUnlockSource = $unlockSource
            FoundBy = [string]$owner['FoundBy']
            Upn = [string](Get-PrtAccountUpn -Sid ([string]$owner['Sid']))
        }
    }
    [ordered]@{
        Sessions = $sessions
        Hidden = $hidden
        Source = 'explorer, process'
    }
}
