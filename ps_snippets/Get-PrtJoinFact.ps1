function Get-PrtJoinFact {
    <#
    .SYNOPSIS
    Tells from the registry how this device and its signed-in users are known to Entra.

    .DESCRIPTION
    The join of the device stands under CloudDomainJoin: a key per certificate with the tenant. A work account that a
    user added (Workplace join) stands in that user's own hive, which is loaded only while the user is signed in, so
    nothing can be told about anybody else. Who is no administrator may not read other people's hives: they are counted.

    .EXAMPLE
    Get-PrtJoinFact

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Joins (array): one object per join of the device with Thumbprint (string), TenantId (string).
      Tenants (array of string): ids of the tenants the device has settings of.
      Workplace (array): one object per work account of a signed-in user with Sid (string), Thumbprint (string),
        TenantId (string).
      Unreadable (int): hives of signed-in users that this account may not read.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $cloud = 'Registry::HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\CloudDomainJoin'
    $joins = @()
    foreach ($key in @(Get-ChildItem -LiteralPath ($cloud + '\JoinInfo') -ErrorAction SilentlyContinue)) {
        $tenant = ''
        try {
            $tenant = [string](Get-ItemProperty -LiteralPath ($cloud + '\JoinInfo\' + [string]$key.PSChildName)).TenantId
        }
        catch {
            # Strict mode ends at a value that is not there.
            $tenant = ''
        }
        $joins += [ordered]@{
            Thumbprint = [string]$key.PSChildName
            TenantId = $tenant
        }
    }
    $tenants = @()
    foreach ($key in @(Get-ChildItem -LiteralPath ($cloud + '\TenantInfo') -ErrorAction SilentlyContinue)) {
        $tenants += [string]$key.PSChildName
    }
    $workplace = @()
    $unreadable = 0
    foreach ($sid in @(Get-PrtLoadedHive)) {
        $place = 'Registry::HKEY_USERS\' + $sid + '\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin\JoinInfo'
        try {
            if (-not (Test-Path -LiteralPath ('Registry::HKEY_USERS\' + $sid + '\SOFTWARE'))) {
                # Test-Path says no where the right to look is missing.
                $unreadable += 1
            }
            elseif (Test-Path -LiteralPath $place) {
                foreach ($key in @(Get-ChildItem -LiteralPath $place)) {
                    $tenant = ''
                    try {
                        $tenant = [string](Get-ItemProperty -LiteralPath ($place + '\' + [string]$key.PSChildName)).TenantId
                    }
                    catch {
                        $tenant = ''
                    }
                    $workplace += [ordered]@{
                        Sid = $sid
                        Thumbprint = [string]$key.PSChildName
                        TenantId = $tenant
                    }
                }
            }
        }
        catch {
            $unreadable += 1
        }
    }
    [ordered]@{
        Joins = $joins
        Tenants = $tenants
        Workplace = $workplace
        Unreadable = $unreadable
    }
}
