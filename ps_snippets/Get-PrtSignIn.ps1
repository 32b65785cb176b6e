function Get-PrtSignIn {
    <#
    .SYNOPSIS
    Lists who is signed in, with or without explorer.exe.

    .DESCRIPTION
    The owners of explorer.exe come first. Kiosks (another shell), published programs (RemoteApp) and Server Core have
    none, and must not pass for empty. So every other session with a process that the logon screen does not have is
    looked at too: its oldest process that belongs to a person (S-1-5-21, S-1-12-1) shows whose it is; younger ones
    may have been started as somebody else. The first 20 processes of a session are asked, and at most 64 sessions. A
    session that cannot be looked at, or whose sihost.exe has an owner that may not be read, is given with an empty
    Sid. No name in the host's language is read. That this second look finds every kind of kiosk is unverified.

    .EXAMPLE
    Get-PrtSignIn

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, one per pair of account and session, with Sid, Name (DOMAIN\user,
    strings), SessionId (int) and FoundBy (explorer or process); Sid is empty for a session whose owner may not be read.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $known = @{}
    foreach ($owner in @(Get-PrtExplorerOwner)) {
        $known[[int]$owner['SessionId']] = $true
        [ordered]@{
            Sid = [string]$owner['Sid']
            Name = [string]$owner['Name']
            SessionId = [int]$owner['SessionId']
            FoundBy = 'explorer'
        }
    }
    $logonScreen = @('csrss', 'winlogon', 'LogonUI', 'dwm', 'fontdrvhost', 'explorer')
    $others = @{}
    foreach ($process in @(Get-Process -ErrorAction SilentlyContinue)) {
        $session = [int]$process.SessionId
        $isNew = ($session -ne 0) -and (-not $known.ContainsKey($session)) -and ($others.Count -lt 64)
        if ($isNew -and ($logonScreen -notcontains [string]$process.Name)) {
            $others[$session] = $true
        }
    }
    foreach ($session in @($others.Keys | Sort-Object)) {
        $found = $null
        $isHidden = $false
        try {
            $processes = @(Get-CimInstance -ClassName Win32_Process -Filter ('SessionId = ' + [string]$session) -OperationTimeoutSec 15)
            $asked = 0
            foreach ($process in @($processes | Sort-Object -Property CreationDate)) {
                $asked += 1
                if ($asked -gt 20) {
                    break
                }
                $sid = ''
                try {
                    $sid = [string](Invoke-CimMethod -InputObject $process -MethodName GetOwnerSid -OperationTimeoutSec 15).Sid
                }
                catch {
                    # It has ended meanwhile, or its owner is none of this account's business.
                    $sid = ''
                }
                if (($null -eq $found) -and ($sid -match '^S-1-(5-21|12-1)-[0-9-]+$')) {
                    $found = [ordered]@{
                        Sid = $sid
                        Name = ''
                        SessionId = $session
                        FoundBy = 'process'
                    }
                    $owner = Invoke-CimMethod -InputObject $process -MethodName GetOwner -OperationTimeoutSec 15
                    $found['Name'] = [string]$owner.Domain + '\' + [string]$owner.User
                    break
                }
                if (($sid -eq '') -and ([string]$process.Name -eq 'sihost.exe')) {
                    $isHidden = $true
                }
            }
        }
        catch {
            # A session that cannot be looked at must not pass for empty.
            $isHidden = $true
        }
        if ($null -ne $found) {
            $found
        }
        elseif ($isHidden) {
            [ordered]@{
                Sid = ''
                Name = ''
                SessionId = $session
                FoundBy = 'process'
            }
        }
    }
}
