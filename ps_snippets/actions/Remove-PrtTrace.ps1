function Remove-PrtTrace {
    <#
    .SYNOPSIS
    Removes the folder of a trace with everything in it, and says whether it is gone.

    .DESCRIPTION
    Only a work folder can be named. A trace that still runs is not removed: it would go on writing. With WhatIf nothing
    is removed.

    .PARAMETER Folder
    The name of the folder.

    .EXAMPLE
    Remove-PrtTrace -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -WhatIf

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Folder (string): the name of the folder.
      State (string): removed, running, left or whatif.

    .NOTES
    Writes on the host: removes what New-PrtTraceFolder made, nothing else.
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $isDry = [bool]$WhatIfPreference
    $WhatIfPreference = $false
    $state = 'whatif'
    $mark = Get-PrtTraceMark -Folder $Folder
    if (($null -ne $mark) -and ($mark['State'] -eq 'running')) {
        $state = 'running'
    }
    elseif (-not $isDry) {
        $path = Get-PrtWorkPath -Name $Folder
        if (Test-Path -LiteralPath $path) {
            Remove-Item -LiteralPath $path -Recurse -Force -ErrorAction SilentlyContinue
        }
        $state = 'removed'
        if (Test-Path -LiteralPath $path) {
            $state = 'left'
        }
    }
    [ordered]@{
        Folder = $Folder
        State = $state
    }
}
