function Receive-PrtUserTask {
    <#
    .SYNOPSIS
    Waits for the task of one user, reads what it wrote, and removes every trace of it.

    .DESCRIPTION
    Whether the task still runs is asked by number: 267009 running, 267011 not yet run, 267045 queued. The time is the
    host's own clock. What the task wrote is untrusted text of the user. Task, file and folder are removed in finally, so
    also when the visit is cut off while it waits.

    .PARAMETER TaskName
    The name from Start-PrtUserTask.

    .PARAMETER WaitSeconds
    How long to wait; 0 looks once.

    .PARAMETER MaxTextBytes
    How much of the file to read.

    .EXAMPLE
    Receive-PrtUserTask -TaskName $task['TaskName'] -WaitSeconds 20 -MaxTextBytes 262144

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      TaskName (string): the name of the task.
      State (string): finished, running (its time was up), silent (nothing written) or unreadable.
      Text (string): everything the task wrote: proof lines, then dsregcmd /status.
      Truncated (bool): the file was larger than the bound.
      StartedUtc (string or null): when the task scheduler started it.
      FinishedUtc (string or null): the last write of a finished task.
      Removed (bool): task, file and folder are gone.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$TaskName,

        [int]$WaitSeconds = 30,

        [int]$MaxTextBytes = 262144
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $data = [ordered]@{
        TaskName = $TaskName
        State = 'running'
        Text = ''
        Truncated = $false
        StartedUtc = $null
        FinishedUtc = $null
        Removed = $false
    }
    try {
        $until = [datetime]::UtcNow.AddSeconds($WaitSeconds)
        $waiting = @(267009, 267011, 267045)
        do {
            $info = Get-ScheduledTaskInfo -TaskName $TaskName -TaskPath '\' -ErrorAction Stop
            $runs = $waiting -contains [int64]$info.LastTaskResult
            if ($runs -and ([datetime]::UtcNow -lt $until)) {
                Start-Sleep -Milliseconds 250
            }
        } while ($runs -and ([datetime]::UtcNow -lt $until))
        if ([int64]$info.LastTaskResult -ne 267011) {
            $data['StartedUtc'] = ConvertTo-PrtUtcText -Time $info.LastRunTime
        }
        $path = Get-PrtWorkPath -Name $TaskName
        try {
            $result = Read-PrtTaskText -Path (Join-Path -Path $path -ChildPath 'result.txt') -MaxTextBytes $MaxTextBytes
            $data['Text'] = [string]$result['Text']
            $data['Truncated'] = [bool]$result['Truncated']
            if ($data['Text'].Trim() -eq '') {
                $data['State'] = 'silent'
            }
            elseif (-not $runs) {
                $data['State'] = 'finished'
                $data['FinishedUtc'] = $result['WrittenUtc']
            }
        }
        catch {
            $data['State'] = 'unreadable'
        }
    }
    finally {
        $data['Removed'] = Remove-PrtUserTask -TaskName $TaskName
    }
    $data
}
