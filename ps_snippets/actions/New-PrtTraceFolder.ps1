function New-PrtTraceFolder {
    <#
    .SYNOPSIS
    Makes the protected folder a trace is written to, unless this host holds a trace of ours already.

    .DESCRIPTION
    The folder is one of New-PrtWorkFolder: of an unpredictable name in the Windows folder, for administrators and the
    system only. Its name holds the moment after which any visit clears it away, so what is forgotten does not stay for
    ever. With WhatIf nothing is written.

    .PARAMETER Kind
    The kind of trace.

    .PARAMETER LifeHours
    How long it may stay.

    .EXAMPLE
    New-PrtTraceFolder -Kind 'network' -LifeHours 72 -WhatIf

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      State (string): made, exists or whatif.
      Folder (string or null): the name of the folder, or of the one that exists.
      OtherKind (string or null): the kind of the trace that exists.
      OtherState (string or null): how far that one is.
      FreeBytes (int or null): free on the drive of Windows.
      LanguageMode (string): FullLanguage or ConstrainedLanguage.

    .NOTES
    Writes on the host: a folder in the Windows folder with a mark; Remove-PrtTrace removes it.
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true)]
        [ValidateSet('network', 'auth', 'ttd')]
        [string]$Kind,

        [ValidateRange(1, 168)]
        [int]$LifeHours = 72
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $isDry = [bool]$WhatIfPreference
    $WhatIfPreference = $false
    $now = Get-PrtTraceState
    $data = [ordered]@{
        State = 'whatif'
        Folder = $null
        OtherKind = $null
        OtherState = $null
        FreeBytes = $now['FreeBytes']
        LanguageMode = [string]$now['LanguageMode']
    }
    foreach ($trace in @($now['Traces'])) {
        $data['State'] = 'exists'
        $data['Folder'] = [string]$trace['Folder']
        $data['OtherKind'] = [string]$trace['Kind']
        $data['OtherState'] = [string]$trace['State']
    }
    if (($data['State'] -eq 'whatif') -and (-not $isDry)) {
        $folder = New-PrtWorkFolder -LifeSeconds ($LifeHours * 3600)
        $data['State'] = 'made'
        $data['Folder'] = [string]$folder['Name']
        Set-PrtTraceMark -Folder ([string]$folder['Name']) -Kind $Kind -State 'prepared'
    }
    $data
}
