function Get-PrtExplorerOwner {
    <#
    .SYNOPSIS
    Lists who is signed in with a desktop: the owner and the session of every explorer.exe.

    .DESCRIPTION
    SIDs and session numbers are the same in every language, unlike the words of quser and qwinsta. Sign-ins without
    explorer.exe (kiosk shells, RemoteApp, Server Core) are not seen. Session 0 is no sign-in, and only accounts of a
    machine, a domain (S-1-5-21) or Entra (S-1-12-1) count. Asking for the owner of another user's process needs an
    administrator: for others the method answers with an error number and no SID, or fails. Such a session must not pass
    for nobody's, so it is given with an empty Sid, unless its process has ended meanwhile.

    .EXAMPLE
    Get-PrtExplorerOwner

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, one per pair of account and session, with Sid, Name (DOMAIN\user,
    strings) and SessionId (int); Sid is empty for a session whose owner may not be read.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $seen = @{}
    $owned = @{}
    $hidden = @()
    $processes = @(Get-CimInstance -ClassName Win32_Process -Filter "Name = 'explorer.exe'" -OperationTimeoutSec 15)
    foreach ($process in $processes) {
        $sid = ''
        $name = ''
        try {
            $sid = [string](Invoke-CimMethod -InputObject $process -MethodName GetOwnerSid -OperationTimeoutSec 15).Sid
            $owner = Invoke-CimMethod -InputObject $process -MethodName GetOwner -OperationTimeoutSec 15
            if ($owner.User) {
                $name = [string]$owner.Domain + '\' + [string]$owner.User
            }
        }
        catch {
            # No right to ask, or the process ended while it was looked at; the SID may be known already.
            $name = ''
        }
        $session = [int]$process.SessionId
        if ($sid -ne '') {
            $owned[$session] = $true
        }
        elseif (($session -ne 0) -and ($null -ne (Get-Process -Id $process.ProcessId -ErrorAction SilentlyContinue))) {
            $hidden += $session
        }
        $key = $sid + ' ' + [string]$session
        if (($sid -match '^S-1-(5-21|12-1)-[0-9-]+$') -and ($session -ne 0) -and (-not $seen.ContainsKey($key))) {
            $seen[$key] = $true
            [ordered]@{
                Sid = $sid
                Name = $name
                SessionId = $session
            }
        }
    }
    foreach ($session in @($hidden | Sort-Object -Unique)) {
        if (-not $owned.ContainsKey($session)) {
            [ordered]@{
                Sid = ''
                Name = ''
                SessionId = $session
            }
        }
    }
}
