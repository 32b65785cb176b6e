function Invoke-PrtAuthScript {
    <#
    .SYNOPSIS
    Runs one script of the unpacked Auth scripts in its own folder.

    .DESCRIPTION
    In a PowerShell of its own, because a script may end the process; without profile and without questions. The policy for
    scripts is set for that process only: a script from a downloaded archive would be refused.

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER Script
    The file name of the script.

    .PARAMETER Switch
    Its switches.

    .EXAMPLE
    Invoke-PrtAuthScript -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -Script 'stop-auth.ps1'

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Reason (string), ExitCode (int or null) and Text (string).

    .NOTES
    Writes on the host: what the script writes.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [Parameter(Mandatory = $true)]
        [ValidateSet('Start-auth.ps1', 'stop-auth.ps1')]
        [string]$Script,

        [string[]]$Switch = @()
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $reason = 'no-script'
    $exitCode = $null
    $text = ''
    $scripts = Get-PrtTracePath -Folder $Folder -Name 'scripts'
    $place = $null
    foreach ($file in @(Get-ChildItem -LiteralPath $scripts -Filter $Script -Recurse -ErrorAction SilentlyContinue)) {
        $place = [string]$file.DirectoryName
    }
    if ($null -ne $place) {
        $powershell = Get-PrtSystemPath -Name 'WindowsPowerShell\v1.0\powershell.exe'
        $words = @('-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', ('.\' + $Script)) + @($Switch)
        Push-Location -LiteralPath $place
        try {
            $answer = Invoke-PrtNativeCommand -FilePath $powershell -Argument $words
        }
        finally {
            Pop-Location
        }
        $exitCode = [int]$answer['ExitCode']
        $text = [string]$answer['Text']
        $reason = ''
        if ($exitCode -ne 0) {
            $reason = 'exit-code'
        }
    }
    [ordered]@{
        Reason = $reason
        ExitCode = $exitCode
        Text = $text
    }
}
