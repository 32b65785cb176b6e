function Get-PrtTracePath {
    <#
    .SYNOPSIS
    Gives the path of a file in a work folder of ours, from two names that are checked.

    .DESCRIPTION
    Nothing else on the host can be named: the folder is one that New-PrtWorkFolder made, and the file lies directly in it.
    What is named here is read, written or removed later, so a name with a separator, a colon or two dots in a row is
    refused.

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER Name
    The name of the file.

    .EXAMPLE
    Get-PrtTracePath -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -Name 'network.etl'

    .OUTPUTS
    System.String.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [Parameter(Mandatory = $true)]
        [ValidatePattern('^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$')]
        [ValidateLength(1, 100)]
        [string]$Name
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    Join-Path -Path (Get-PrtWorkPath -Name $Folder) -ChildPath $Name
}
