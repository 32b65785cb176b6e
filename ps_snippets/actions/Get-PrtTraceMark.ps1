function Get-PrtTraceMark {
    <#
    .SYNOPSIS
    Reads what a work folder says of the trace in it, or nothing where it holds none.

    .DESCRIPTION
    The mark is one line of three words: kind, state, and when that state began. Only administrators can write it.

    .PARAMETER Folder
    The name of the folder.

    .EXAMPLE
    Get-PrtTraceMark -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f'

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Kind, State and SinceUtc, all strings, or $null.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $path = Get-PrtTracePath -Folder $Folder -Name 'trace.mark'
    $words = @()
    if (Test-Path -LiteralPath $path -PathType Leaf) {
        $words = @([string](Get-Content -LiteralPath $path -TotalCount 1) -split ' ')
    }
    if (@($words).Count -eq 3) {
        [ordered]@{
            Kind = [string]$words[0]
            State = [string]$words[1]
            SinceUtc = [string]$words[2]
        }
    }
    else {
        $null
    }
}
