function Start-PrtAuthTrace {
    <#
    .SYNOPSIS
    Unpacks the archive of the Auth scripts that was put into the folder, and runs Start-auth.ps1 as the article says.

    .DESCRIPTION
    The archive is the user's own, named input.zip; its hash was compared before. It is unpacked by Expand-Archive, and
    where that fails by the tar of Windows. The script runs in a PowerShell of its own, in its own folder, with the switches
    of the article (-v -acceptEULA). It sets and clears settings of logging of its own accord; stop-auth.ps1 is what puts
    them back. Unverified on real hosts.

    .PARAMETER Folder
    The name of the folder.

    .EXAMPLE
    Start-PrtAuthTrace -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f'

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Reason (string), ExitCode (int or null) and Text (string).

    .NOTES
    Writes on the host: the unpacked archive in the folder, and what the scripts of the archive write.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $archive = Get-PrtTracePath -Folder $Folder -Name 'input.zip'
    $scripts = Get-PrtTracePath -Folder $Folder -Name 'scripts'
    $null = New-Item -Path $scripts -ItemType Directory
    try {
        Expand-Archive -LiteralPath $archive -DestinationPath $scripts -ErrorAction Stop
    }
    catch {
        $tar = Get-PrtSystemPath -Name 'tar.exe'
        if ($null -ne $tar) {
            $null = Invoke-PrtNativeCommand -FilePath $tar -Argument @('-x', '-f', $archive, '-C', $scripts)
        }
    }
    Remove-Item -LiteralPath $archive -Force
    $answer = Invoke-PrtAuthScript -Folder $Folder -Script 'Start-auth.ps1' -Switch @('-v', '-acceptEULA')
    if ([string]$answer['Reason'] -eq 'exit-code') {
        # What it had started before it failed must not go on.
        $null = Invoke-PrtAuthScript -Folder $Folder -Script 'stop-auth.ps1'
    }
    $answer
}
