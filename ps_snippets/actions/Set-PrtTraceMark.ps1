function Set-PrtTraceMark {
    <#
    .SYNOPSIS
    Writes into a work folder what trace it holds and how far that is.

    .DESCRIPTION
    The mark is what a later session goes by, also one from another machine: it says that there is a trace to stop or to
    fetch, and keeps a second one from being started.

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER Kind
    The kind of trace.

    .PARAMETER State
    How far it is.

    .EXAMPLE
    Set-PrtTraceMark -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -Kind 'network' -State 'running'

    .OUTPUTS
    None.

    .NOTES
    Writes on the host: one line in a file of a work folder, which is removed with it.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [Parameter(Mandatory = $true)]
        [ValidateSet('network', 'auth', 'ttd')]
        [string]$Kind,

        [Parameter(Mandatory = $true)]
        [ValidateSet('prepared', 'running', 'stopped')]
        [string]$State
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $path = Get-PrtTracePath -Folder $Folder -Name 'trace.mark'
    $line = $Kind + ' ' + $State + ' ' + (ConvertTo-PrtUtcText -Time (Get-Date))
    Set-Content -LiteralPath $path -Value $line -Force -Encoding Ascii
}
