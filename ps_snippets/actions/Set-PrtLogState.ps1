function Set-PrtLogState {
    <#
    .SYNOPSIS
    Enables or disables one AAD event channel, and says what it was before and what it is now.

    .DESCRIPTION
    Enabling empties the channel: who asks for it has read it first (Get-PrtLogState). A channel that is as asked already
    is not touched. wevtutil is used because setting a property is forbidden in ConstrainedLanguage; its exit code is the
    Win32 error, 5 for access denied. Size and mode stay as they are. With WhatIf nothing is changed, and Changed says
    whether it would have been. Unverified on real hosts.

    .PARAMETER Channel
    The channel.

    .PARAMETER Enabled
    What it shall be.

    .EXAMPLE
    Set-PrtLogState -Channel 'Microsoft-Windows-AAD/Analytic' -Enabled $true -WhatIf

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Channel (string): the channel.
      State (string): ok, missing or denied.
      EnabledBefore (bool or null): what it was.
      EnabledAfter (bool or null): what it is now.
      Changed (bool): it was changed, or with WhatIf would have been.
      ExitCode (int or null): what wevtutil ended with, where it was asked.
      WhatIf (bool): nothing was to be changed.

    .NOTES
    Writes on the host: the enabled flag of the channel.
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true)]
        [ValidateSet('Microsoft-Windows-AAD/Operational', 'Microsoft-Windows-AAD/Analytic')]
        [string]$Channel,

        [Parameter(Mandatory = $true)]
        [bool]$Enabled
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $isDry = [bool]$WhatIfPreference
    $WhatIfPreference = $false
    $data = [ordered]@{
        Channel = $Channel
        State = 'ok'
        EnabledBefore = $null
        EnabledAfter = $null
        Changed = $false
        ExitCode = $null
        WhatIf = $isDry
    }
    $listed = Get-PrtEventRecord -Filter @{ ListLog = $Channel }
    $data['State'] = [string]$listed['State']
    foreach ($log in @($listed['Records'])) {
        $data['EnabledBefore'] = [bool]$log.IsEnabled
        $data['EnabledAfter'] = [bool]$log.IsEnabled
    }
    $isOther = ($null -ne $data['EnabledBefore']) -and ($data['EnabledBefore'] -ne $Enabled)
    if ($isOther -and $isDry) {
        $data['Changed'] = $true
    }
    elseif ($isOther) {
        $flag = '/e:false'
        if ($Enabled) {
            $flag = '/e:true'
        }
        $wevtutil = Get-PrtSystemPath -Name 'wevtutil.exe'
        $answer = Invoke-PrtNativeCommand -FilePath $wevtutil -Argument @('sl', $Channel, $flag, '/q:true')
        $data['ExitCode'] = [int]$answer['ExitCode']
        $listed = Get-PrtEventRecord -Filter @{ ListLog = $Channel }
        foreach ($log in @($listed['Records'])) {
            $data['EnabledAfter'] = [bool]$log.IsEnabled
        }
        $data['Changed'] = $data['EnabledAfter'] -eq $Enabled
    }
    $data
}
