function Start-PrtNetworkTrace {
    <#
    .SYNOPSIS
    Starts the network trace of the article: the scenario InternetClient_dbg with packets, across restarts.

    .DESCRIPTION
    The words of the article's step 3, and besides where the file goes, how large it may grow, and that the oldest packets
    give way then. There is one such session per Windows: where another runs already netsh ends with 1, and that one is
    left alone. Unverified on real hosts.

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER MaximumMegabytes
    How large the file may grow.

    .EXAMPLE
    Start-PrtNetworkTrace -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -MaximumMegabytes 250

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Reason (string), ExitCode (int) and Text (string).

    .NOTES
    Writes on the host: starts the trace session of netsh, which writes one file into the folder.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [Parameter(Mandatory = $true)]
        [int]$MaximumMegabytes
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $file = 'tracefile=' + (Get-PrtTracePath -Folder $Folder -Name 'network.etl')
    $size = 'maxsize=' + [string]$MaximumMegabytes
    $words = @('trace', 'start', 'scenario=InternetClient_dbg', 'capture=yes', 'persistent=yes')
    $words += @($file, $size, 'filemode=circular', 'overwrite=yes')
    $answer = Invoke-PrtNativeCommand -FilePath (Get-PrtSystemPath -Name 'netsh.exe') -Argument $words
    $reason = ''
    if ($answer['ExitCode'] -ne 0) {
        $reason = 'exit-code'
    }
    [ordered]@{
        Reason = $reason
        ExitCode = [int]$answer['ExitCode']
        Text = [string]$answer['Text']
    }
}
