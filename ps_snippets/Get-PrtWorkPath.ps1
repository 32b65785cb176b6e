function Get-PrtWorkPath {
    <#
    .SYNOPSIS
    Gives the path of a work folder from its name.

    .DESCRIPTION
    A task and its folder bear the same name, so the name alone is enough to find, read and remove both. Anything that is
    not such a name is refused, because what is named here gets deleted later. A Windows folder with blanks or signs that
    mean something to cmd is refused too: our command lines have no quotes.

    .PARAMETER Name
    remote_prt-, the end boundary, a GUID.

    .EXAMPLE
    Get-PrtWorkPath -Name 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f'

    .OUTPUTS
    System.String.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [ValidatePattern('^remote_prt-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$')]
        [string]$Name
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $path = Join-Path -Path $env:SystemRoot -ChildPath $Name
    if ($path -notmatch '^[A-Za-z0-9_:./\\-]+$') {
        Write-Error -Message 'the path of the Windows folder has signs that a command line cannot carry' -ErrorId 'UnsafePath' -Category InvalidData
    }
    $path
}
