function Stop-PrtTrace {
    <#
    .SYNOPSIS
    Ends the trace of a folder, and says which files it wrote.

    .DESCRIPTION
    With the article's own words: netsh trace stop; stop-auth.ps1, whose files are then packed into one archive; TTD.exe
    -stop all. The mark says stopped once nothing traces any more, also where the session of Windows had ended before.
    Packing is done by Compress-Archive, and where that fails by the tar of Windows. Unverified on real hosts.

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER ProgramPath
    Where TTD.exe lies, for a time travel trace; "" looks in the folders of programs.

    .EXAMPLE
    Stop-PrtTrace -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -WhatIf

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Folder (string): the name of the folder.
      Kind (string): the kind of the trace, "" where the folder holds none.
      State (string): stopped, refused, missing or whatif.
      ExitCode (int or null): of the program that was asked to stop.
      Text (string): the end of what it printed.

    .NOTES
    Writes on the host: ends the trace, and writes what it gathered into the folder.
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [string]$ProgramPath = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $isDry = [bool]$WhatIfPreference
    $WhatIfPreference = $false
    $data = [ordered]@{
        Folder = $Folder
        Kind = ''
        State = 'missing'
        ExitCode = $null
        Text = ''
    }
    $mark = Get-PrtTraceMark -Folder $Folder
    if ($null -ne $mark) {
        $data['Kind'] = [string]$mark['Kind']
        $data['State'] = 'whatif'
    }
    if (($data['State'] -eq 'whatif') -and (-not $isDry)) {
        $data['State'] = 'stopped'
        if ($mark['State'] -eq 'running') {
            if ($data['Kind'] -eq 'network') {
                $answer = Invoke-PrtNativeCommand -FilePath (Get-PrtSystemPath -Name 'netsh.exe') -Argument @('trace', 'stop')
            }
            elseif ($data['Kind'] -eq 'auth') {
                $answer = Invoke-PrtAuthScript -Folder $Folder -Script 'stop-auth.ps1'
                if ($answer['ExitCode'] -eq 0) {
                    Compress-PrtAuthLog -Folder $Folder
                }
            }
            else {
                $tracer = Get-PrtTracer -ProgramPath $ProgramPath
                $answer = @{
                    ExitCode = $null
                    Text = ''
                }
                if ($null -ne $tracer['ProgramPath']) {
                    $answer = Invoke-PrtNativeCommand -FilePath $tracer['ProgramPath'] -Argument @('-stop', 'all')
                }
            }
            $data['ExitCode'] = $answer['ExitCode']
            $data['Text'] = [string]$answer['Text']
            if ($data['Text'].Length -gt 500) {
                $data['Text'] = $data['Text'].Substring($data['Text'].Length - 500)
            }
            # After a restart of Windows a session may be gone, and netsh ends with 1: then there is nothing left to stop.
            $hasEnded = ($data['ExitCode'] -eq 0) -or (($data['Kind'] -eq 'network') -and ($data['ExitCode'] -eq 1))
            if (($data['Kind'] -eq 'ttd') -and (@(Get-Process -Name 'TTD' -ErrorAction SilentlyContinue).Count -eq 0)) {
                # Windows was restarted, or LSASS was: no tracer is left, whatever its program says.
                $hasEnded = $true
            }
            if (($data['Kind'] -eq 'auth') -and ($null -eq $data['ExitCode'])) {
                # The archive was never unpacked, so nothing of it runs.
                $hasEnded = $true
            }
            if ($hasEnded) {
                Set-PrtTraceMark -Folder $Folder -Kind $data['Kind'] -State 'stopped'
            }
            else {
                $data['State'] = 'refused'
            }
        }
    }
    $data
}
