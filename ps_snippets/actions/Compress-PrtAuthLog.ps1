function Compress-PrtAuthLog {
    <#
    .SYNOPSIS
    Packs what the Auth scripts gathered into one archive in the folder, and removes the unpacked rest.

    .DESCRIPTION
    The scripts write into a folder authlogs beside themselves; where there is none everything is packed. Where neither
    Compress-Archive nor the tar of Windows can pack it, that is an error and everything stays. Unverified on real hosts.

    .PARAMETER Folder
    The name of the folder.

    .EXAMPLE
    Compress-PrtAuthLog -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f'

    .OUTPUTS
    None.

    .NOTES
    Writes on the host: one archive in the folder.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $scripts = Get-PrtTracePath -Folder $Folder -Name 'scripts'
    $archive = Get-PrtTracePath -Folder $Folder -Name 'auth.zip'
    $gathered = $scripts
    foreach ($found in @(Get-ChildItem -LiteralPath $scripts -Filter 'authlogs' -Recurse -ErrorAction SilentlyContinue)) {
        $gathered = [string]$found.FullName
    }
    try {
        Compress-Archive -LiteralPath $gathered -DestinationPath $archive -Force -ErrorAction Stop
    }
    catch {
        $tar = Get-PrtSystemPath -Name 'tar.exe'
        $answer = Invoke-PrtNativeCommand -FilePath $tar -Argument @('-a', '-c', '-f', $archive, '-C', $gathered, '.')
        if ($answer['ExitCode'] -ne 0) {
            Write-Error -Message ('tar ended with ' + [string]$answer['ExitCode']) -ErrorId 'NotPacked' -Category WriteError
        }
    }
    Remove-Item -LiteralPath $scripts -Recurse -Force -ErrorAction SilentlyContinue
}
