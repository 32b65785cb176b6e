function Test-PrtSignIn {
    <#
    .SYNOPSIS
    Says whether a sign-in may be the one user a visit is about.

    .DESCRIPTION
    A SID or DOMAIN\name is compared as it is, a name alone with what stands behind the backslash. A UPN is compared with
    the one Windows remembers of the account (see Get-PrtAccountUpn); where it remembers none, with the name: Entra
    sign-ins bear the display name, so only letters and digits count, up to the @. Such a likeness decides only who is
    asked: the answer says itself whose it is.

    .PARAMETER Sid
    The account.

    .PARAMETER Name
    DOMAIN\user.

    .PARAMETER OnlyUser
    A SID, a UPN, DOMAIN\name or a name; empty for everybody.

    .EXAMPLE
    Test-PrtSignIn -Sid 'S-1-12-1-1-2-3-4' -Name 'AzureAD\AnnaKeller' -OnlyUser 'anna.keller@contoso.example'

    .OUTPUTS
    System.Boolean.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Sid,

        [string]$Name = '',

        [string]$OnlyUser = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $bare = [string]@($Name -split '\\')[-1]
    $fits = $OnlyUser -eq ''
    if ($OnlyUser -like 'S-1-*') {
        $fits = $Sid -eq $OnlyUser
    }
    elseif ($OnlyUser -like '*\*') {
        $fits = $Name -eq $OnlyUser
    }
    elseif ($OnlyUser -like '*@*') {
        $upn = [string](Get-PrtAccountUpn -Sid $Sid)
        $fits = $upn -eq $OnlyUser
        if ($upn -eq '') {
            $local = [string]@($OnlyUser -split '@')[0]
            $fits = ($bare -replace '[^\p{L}\p{Nd}]', '') -eq ($local -replace '[^\p{L}\p{Nd}]', '')
        }
    }
    elseif ($OnlyUser -ne '') {
        $fits = $bare -eq $OnlyUser
    }
    $fits
}
