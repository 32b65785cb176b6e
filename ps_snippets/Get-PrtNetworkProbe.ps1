function Get-PrtNetworkProbe {
    <#
    .SYNOPSIS
    Lets the machine account ask the sign-in servers, and tells how far it got.

    .DESCRIPTION
    The PRT is fetched in the context of the system, where other proxy settings and firewall rules hold than for a user
    or for this remoting account. So a task runs Test-PrtEndpoint once as SYSTEM: its text, as it stands here, is put into
    the same kind of folder, and task, file and folder are removed the same way, as those of a user's task. Where that is
    not allowed, was refused, or brought nothing, the caller asks instead, and the data say so: what the caller reaches
    proves nothing about SYSTEM. Used only when asked for, because it makes the host send requests.

    .PARAMETER Endpoint
    Names of servers.

    .PARAMETER MayWrite
    A task may be registered.

    .PARAMETER TaskSeconds
    How long the whole probe may take.

    .EXAMPLE
    Get-PrtNetworkProbe -Endpoint @('login.microsoftonline.com') -MayWrite $true -TaskSeconds 20

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Context (string): system or caller.
      Refusal (string): the error id that kept it from running as SYSTEM, or "".
      Text (string): proof lines where a task ran, then one line per server (see Test-PrtEndpoint).
      Removed (bool): nothing of the task is left.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string[]]$Endpoint,

        [bool]$MayWrite = $false,

        [int]$TaskSeconds = 20
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $data = [ordered]@{
        Context = 'caller'
        Refusal = ''
        Text = ''
        Removed = $true
    }
    # A third for asking, as much again for the last server's waits and the task, the rest for the caller if need be.
    $share = [int]($TaskSeconds / 3)
    $isConstrained = [string]$ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage'
    if (-not $MayWrite) {
        $data['Refusal'] = 'MayNotWrite'
    }
    elseif ($isConstrained) {
        # What a task runs from a file would be constrained too.
        $data['Refusal'] = 'ConstrainedLanguage'
    }
    else {
        $names = ($Endpoint -match '^[A-Za-z0-9.-]+$') -join "', '"
        $call = "Test-PrtEndpoint -Endpoint @('" + $names + "') -Seconds " + [string]$share
        $script = "function Test-PrtEndpoint {`r`n" + [string]${function:Test-PrtEndpoint} + "}`r`n" + $call
        $open = @{}
        try {
            $task = Register-PrtUserTask -Sid 'S-1-5-18' -ScriptText $script -TaskSeconds $TaskSeconds -LifeSeconds ($TaskSeconds + 180) -Open $open
            $answer = Receive-PrtUserTask -TaskName $task['Name'] -WaitSeconds (2 * $share) -MaxTextBytes 16384
            $data['Removed'] = [bool]$answer['Removed']
            $open = @{}
            if ([string]$answer['Text'] -match 'REMOTE-PRT-PROBE host=') {
                $data['Context'] = 'system'
                $data['Text'] = [string]$answer['Text']
            }
            else {
                $data['Refusal'] = 'TaskSilent'
            }
        }
        catch {
            $fact = Get-PrtErrorFact -ErrorRecord $PSItem
            $data['Refusal'] = [string]$fact['Id']
        }
        finally {
            foreach ($name in @($open.Keys)) {
                $data['Removed'] = Remove-PrtUserTask -TaskName $name
            }
        }
    }
    if ($data['Context'] -eq 'caller') {
        $data['Text'] = @(Test-PrtEndpoint -Endpoint $Endpoint -Seconds $share) -join "`r`n"
    }
    $data
}
