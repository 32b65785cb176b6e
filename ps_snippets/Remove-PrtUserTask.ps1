function Remove-PrtUserTask {
    <#
    .SYNOPSIS
    Removes the task and the folder of that name, and says whether both are gone.

    .DESCRIPTION
    Nothing here may throw: it runs in finally blocks. A task that still runs is stopped first, otherwise its process would
    hold the file open. The folder is ours alone, users cannot put anything into it, so removing it with its contents
    reaches nothing else.

    .PARAMETER TaskName
    The name from Start-PrtUserTask.

    .EXAMPLE
    Remove-PrtUserTask -TaskName 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f'

    .OUTPUTS
    System.Boolean.

    .NOTES
    Writes on the host: removes what Register-PrtUserTask and New-PrtWorkFolder made, nothing else.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$TaskName
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $gone = $true
    try {
        $path = Get-PrtWorkPath -Name $TaskName
        foreach ($task in @(Get-ScheduledTask -TaskName $TaskName -TaskPath '\' -ErrorAction SilentlyContinue)) {
            $null = Stop-ScheduledTask -TaskName $TaskName -TaskPath '\' -ErrorAction SilentlyContinue
            $null = Unregister-ScheduledTask -TaskName $TaskName -TaskPath '\' -Confirm:$false -ErrorAction Stop
        }
    }
    catch {
        $gone = $false
    }
    try {
        foreach ($attempt in @(1, 2, 3)) {
            if (Test-Path -LiteralPath $path) {
                Remove-Item -LiteralPath $path -Recurse -Force -ErrorAction SilentlyContinue
            }
            if (Test-Path -LiteralPath $path) {
                # A stopped process may hold the file for another moment.
                Start-Sleep -Milliseconds 200
            }
        }
        if (Test-Path -LiteralPath $path) {
            $gone = $false
        }
    }
    catch {
        $gone = $false
    }
    $gone
}
