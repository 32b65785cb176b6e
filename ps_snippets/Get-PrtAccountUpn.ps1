function Get-PrtAccountUpn {
    <#
    .SYNOPSIS
    Gives the UPN that Windows remembers of an Entra account, or an empty string.

    .DESCRIPTION
    An Entra sign-in bears the display name, and the events bear the UPN: this ties the two together without a process in
    the user's session. Windows keeps the UPN beside the SID in its IdentityStore. That place is not documented, so
    nothing is lost where it is empty, and it is unverified on real hosts.

    .PARAMETER Sid
    The account.

    .EXAMPLE
    Get-PrtAccountUpn -Sid 'S-1-12-1-1-2-3-4'

    .OUTPUTS
    System.String.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Sid
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $remembered = 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\IdentityStore\LogonCache\B16898C6-A148-4967-9171-64D755DA8520\Sid2Name'
    $upn = ''
    if ($Sid -like 'S-1-12-1-*') {
        try {
            $upn = [string](Get-ItemProperty -LiteralPath ($remembered + '\' + $Sid)).IdentityName
        }
        catch {
            $upn = ''
        }
    }
    if (($upn -like '*@*') -and ($upn.Length -le 1024)) {
        $upn
    }
    else {
        ''
    }
}
