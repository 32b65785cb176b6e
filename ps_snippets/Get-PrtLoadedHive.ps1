function Get-PrtLoadedHive {
    <#
    .SYNOPSIS
    Lists the accounts of people whose registry hives are loaded: those who are signed in.

    .DESCRIPTION
    Only accounts of a machine, a domain (S-1-5-21) or Entra (S-1-12-1) count; their class hives do not. Hives are named
    by SID, so no name in the host's language is needed. At most 100 are given.

    .EXAMPLE
    Get-PrtLoadedHive

    .OUTPUTS
    System.String, one SID each.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $sids = @()
    foreach ($key in @(Get-ChildItem -LiteralPath 'Registry::HKEY_USERS' -ErrorAction SilentlyContinue)) {
        $sid = [string]$key.PSChildName
        if (($sid -match '^S-1-(5-21|12-1)-[0-9-]+$') -and ($sids.Count -lt 100)) {
            $sids += $sid
        }
    }
    $sids
}
