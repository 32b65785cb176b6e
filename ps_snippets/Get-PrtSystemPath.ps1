function Get-PrtSystemPath {
    <#
    .SYNOPSIS
    Gives the full path of a program of Windows, or nothing when this Windows has none.

    .DESCRIPTION
    A 32-bit process that asks for System32 is silently sent to SysWOW64, where dsregcmd does not exist; it reaches the
    real folder as Sysnative. Full paths also keep a program of the same name elsewhere on the search path out.

    .PARAMETER Name
    The file name with its extension.

    .PARAMETER ForTask
    Always gives the System32 spelling: the task service starts a 64-bit process, for which Sysnative does not exist.

    .EXAMPLE
    Get-PrtSystemPath -Name 'dsregcmd.exe'

    .OUTPUTS
    System.String, or $null.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Name,

        [switch]$ForTask
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $folder = Join-Path -Path $env:SystemRoot -ChildPath 'System32'
    $seen = $folder
    if ($env:PROCESSOR_ARCHITEW6432) {
        $seen = Join-Path -Path $env:SystemRoot -ChildPath 'Sysnative'
    }
    $path = Join-Path -Path $seen -ChildPath $Name
    if (-not (Test-Path -LiteralPath $path -PathType Leaf)) {
        $null
    }
    elseif ($ForTask) {
        Join-Path -Path $folder -ChildPath $Name
    }
    else {
        $path
    }
}
