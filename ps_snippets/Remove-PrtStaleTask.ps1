function Remove-PrtStaleTask {
    <#
    .SYNOPSIS
    Removes what broken visits left behind, once its own end boundary is over, and counts what it left alone.

    .DESCRIPTION
    Names begin with the end boundary in a fixed width, so comparing text compares times. What is younger belongs to a
    visit that may still run, perhaps a colleague's. A failure is no reason to stop the visit: the next one tries again.

    .EXAMPLE
    Remove-PrtStaleTask

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Removed (names that are gone now) and Younger (names left
    alone), both int.
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
            $name = [string]$folder.Name
            $mark = Join-Path -Path (Join-Path -Path $env:SystemRoot -ChildPath $name) -ChildPath 'trace.mark'
            if (-not (Test-Path -LiteralPath $mark -PathType Leaf)) {
                $names += $name
            }
            elseif (($name -lt $now) -and ([string](Get-Content -LiteralPath $mark -TotalCount 1) -notlike '* running *')) {
                # A trace that was ended, and that nobody fetched in its time; one that runs is left alone.
                $names += $name
            }
        }
    }
    catch {
        $names += @()
    }
    $removed = 0
    $younger = 0
    foreach ($name in @($names | Sort-Object -Unique)) {
        if ($name -match '^remote_prt-[0-9]{8}T[0-9]{6}Z-[0-9a-f-]{36}$') {
            if ($name.Substring(0, $now.Length) -ge $now) {
                $younger += 1
            }
            elseif (Remove-PrtUserTask -TaskName $name) {
                $removed += 1
            }
        }
    }
    [ordered]@{
        Removed = $removed
        Younger = $younger
    }
}
