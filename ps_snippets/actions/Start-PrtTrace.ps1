function Start-PrtTrace {
    <#
    .SYNOPSIS
    Starts a trace into a folder that New-PrtTraceFolder made.

    .DESCRIPTION
    What each kind starts is in a function of its own. The mark of the folder says running before anything is started, so
    that a session that breaks here leaves a trace that can be found and stopped; only where it is certain that nothing was
    started it says prepared again.

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER Kind
    The kind of trace.

    .PARAMETER MaximumMegabytes
    How large a network trace may grow; from then on the oldest packets give way.

    .PARAMETER ProgramPath
    Where TTD.exe lies, for a time travel trace; "" looks in the folders of programs.

    .EXAMPLE
    Start-PrtTrace -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -Kind 'network' -WhatIf

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Folder (string): the name of the folder.
      State (string): running, refused or whatif.
      Reason (string): why it was refused: exit-code, no-script, no-program, no-process, protected, not-prepared; else "".
      ExitCode (int or null): of the program that was started.
      Text (string): the end of what it printed.

    .NOTES
    Writes on the host: starts a trace session of Windows, or programs that trace; Stop-PrtTrace ends it.
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [Parameter(Mandatory = $true)]
        [ValidateSet('network', 'auth', 'ttd')]
        [string]$Kind,

        [ValidateRange(16, 4096)]
        [int]$MaximumMegabytes = 250,

        [string]$ProgramPath = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $isDry = [bool]$WhatIfPreference
    $WhatIfPreference = $false
    $data = [ordered]@{
        Folder = $Folder
        State = 'whatif'
        Reason = ''
        ExitCode = $null
        Text = ''
    }
    $mark = Get-PrtTraceMark -Folder $Folder
    if (($null -eq $mark) -or ($mark['State'] -ne 'prepared') -or ($mark['Kind'] -ne $Kind)) {
        $data['State'] = 'refused'
        $data['Reason'] = 'not-prepared'
    }
    elseif (-not $isDry) {
        Set-PrtTraceMark -Folder $Folder -Kind $Kind -State 'running'
        if ($Kind -eq 'network') {
            $answer = Start-PrtNetworkTrace -Folder $Folder -MaximumMegabytes $MaximumMegabytes
        }
        elseif ($Kind -eq 'auth') {
            $answer = Start-PrtAuthTrace -Folder $Folder
        }
        else {
            $answer = Start-PrtTimeTravelTrace -Folder $Folder -ProgramPath $ProgramPath
        }
        $data['State'] = 'running'
        $data['Reason'] = [string]$answer['Reason']
        $data['ExitCode'] = $answer['ExitCode']
        $data['Text'] = [string]$answer['Text']
        if ($data['Reason'] -ne '') {
            $data['State'] = 'refused'
            Set-PrtTraceMark -Folder $Folder -Kind $Kind -State 'prepared'
        }
        if ($data['Text'].Length -gt 500) {
            $data['Text'] = $data['Text'].Substring($data['Text'].Length - 500)
        }
    }
    $data
}
