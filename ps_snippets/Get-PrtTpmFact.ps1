function Get-PrtTpmFact {
    <#
    .SYNOPSIS
    Tells whether the TPM, which keeps the keys of device and PRT, is there and fit for use.

    .DESCRIPTION
    Get-Tpm knows most, the class Win32_Tpm knows the version and answers where that module is missing; both ask for an
    administrator. What neither tells stays null: not known is not "no". Nothing is changed: no provisioning is started.

    .EXAMPLE
    Get-PrtTpmFact

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Present (bool or null): this machine has a TPM.
      Ready (bool or null): Windows can use it for everything it wants to.
      Owned (bool or null): Windows has taken ownership.
      LockedOut (bool or null): it refuses keys after too many wrong tries.
      LockoutCount (int or null): wrong tries that it counts at present.
      SpecVersion (string): for example 2.0, or "".
      Source (string): Get-Tpm, Win32_Tpm, or "" where neither answered.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $data = [ordered]@{
        Present = $null
        Ready = $null
        Owned = $null
        LockedOut = $null
        LockoutCount = $null
        SpecVersion = ''
        Source = ''
    }
    try {
        $class = @{
            Namespace = 'root\cimv2\Security\MicrosoftTpm'
            ClassName = 'Win32_Tpm'
            OperationTimeoutSec = 10
        }
        $found = @(Get-CimInstance @class)
        $data['Source'] = 'Win32_Tpm'
        $data['Present'] = $found.Count -gt 0
        if ($found.Count -gt 0) {
            $data['SpecVersion'] = ([string]$found[0].SpecVersion -split ',')[0]
            $data['Owned'] = [bool]$found[0].IsOwned_InitialValue
        }
    }
    catch {
        # No right to ask the class, or no such class: what Get-Tpm says is enough.
        $data['SpecVersion'] = ''
    }
    try {
        $tpm = Get-Tpm
        $data['Present'] = [bool]$tpm.TpmPresent
        $data['Ready'] = [bool]$tpm.TpmReady
        $data['Owned'] = [bool]$tpm.TpmOwned
        $data['Source'] = 'Get-Tpm'
        if ($data['Present']) {
            $data['LockedOut'] = [bool]$tpm.LockedOut
            $data['LockoutCount'] = [int]$tpm.LockoutCount
        }
    }
    catch {
        # A module that is missing or an account without the right: what is known so far stays.
        $data['Ready'] = $data['Ready']
    }
    $data
}
