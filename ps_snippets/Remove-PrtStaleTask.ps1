function Remove-PrtStaleTask {
    <#
    .SYNOPSIS
    Removes what broken visits left behind, once its own end boundary is over.

    .DESCRIPTION
    Names begin with the end boundary in a fixed width, so comparing text compares times. What is younger belongs to a
    visit that may still run, perhaps a colleague's. A failure is no reason to stop the visit: the next one tries again.

    .EXAMPLE
    Remove-PrtStaleTask

    .OUTPUTS
    None.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $now = 'remote_prt-' + (Get-Date).ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", [cultureinfo]::InvariantCulture)
    $names = @()
    try {
        foreach ($task in @(Get-ScheduledTask -TaskName 'remote_prt-*' -TaskPath '\' -ErrorAction SilentlyContinue)) {
            $names += [string]$task.TaskName
        }
        foreach ($folder in @(Get-ChildItem -LiteralPath $env:SystemRoot -Filter 'remote_prt-*' -ErrorAction SilentlyContinue)) {
            $names += [string]$folder.Name
        }
    }
    catch {
        $names += @()
    }
    foreach ($name in @($names | Sort-Object -Unique)) {
        if (($name.Length -gt $now.Length) -and ($name.Substring(0, $now.Length) -lt $now)) {
            $null = Remove-PrtUserTask -TaskName $name
        }
    }
}
