function Get-PrtDsregStatus {
    <#
    .SYNOPSIS
    Runs dsregcmd /status in the logon session of the visit itself.

    .DESCRIPTION
    Through remoting this is a network logon of an administrator: it tells the truth about the device, and never knows a
    user's PRT. On a machine that is only domain joined dsregcmd can take minutes, so it has its own time limit and runs
    last. Nothing is written on the host. ConstrainedLanguage has no way to give a program a time limit without a file or
    a second PowerShell: there it runs without one, and only the deadline of the visit ends it. The bytes are read with
    the ANSI code page.

    .PARAMETER WaitSeconds
    How long dsregcmd may run.

    .PARAMETER MaxTextBytes
    How much text to keep.

    .EXAMPLE
    Get-PrtDsregStatus -WaitSeconds 20

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Text (string): dsregcmd /status as the remoting account.
      ExitCode (int or null): null when it was ended.
      TimedOut (bool): it was ended because its time was up.
    #>
    [CmdletBinding()]
    param(
        [int]$WaitSeconds = 30,

        [int]$MaxTextBytes = 262144
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $path = Get-PrtSystemPath -Name 'dsregcmd.exe'
    if ($null -eq $path) {
        Write-Error -Message 'this Windows has no dsregcmd.exe' -ErrorId 'NoDsregcmd' -Category ObjectNotFound
    }
    $timedOut = $false
    $exitCode = $null
    if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        # FullLanguage: the Process class is no core type.
        $start = New-Object -TypeName System.Diagnostics.ProcessStartInfo -ArgumentList @($path, '/status')
        $start.UseShellExecute = $false
        $start.CreateNoWindow = $true
        $start.RedirectStandardOutput = $true
        $start.StandardOutputEncoding = [System.Text.Encoding]::Default
        $page = Get-PrtAnsiEncoding
        if ($page -is [int]) {
            # FullLanguage: PowerShell 7, where that default is UTF-8.
            $start.StandardOutputEncoding = [System.Text.Encoding]::GetEncoding($page)
        }
        # FullLanguage: started here, read while it runs, so that a full pipe never blocks it.
        $process = [System.Diagnostics.Process]::Start($start)
        # FullLanguage: reading goes on in the background.
        $reading = $process.StandardOutput.ReadToEndAsync()
        # FullLanguage: the only wait that has an end.
        $timedOut = -not $process.WaitForExit($WaitSeconds * 1000)
        if ($timedOut) {
            try {
                # FullLanguage: what it printed so far arrives once it is gone.
                $null = $process.Kill()
            }
            catch {
                # It ended in this very moment; what it printed counts all the same.
                $exitCode = $null
            }
        }
        else {
            $exitCode = [int]$process.ExitCode
        }
        $text = ''
        # FullLanguage: a child that kept the pipe open must not hold us.
        if ($reading.Wait(3000)) {
            $text = [string]$reading.Result
        }
    }
    else {
        $answer = Invoke-PrtNativeCommand -FilePath $path -Argument @('/status')
        $exitCode = [int]$answer['ExitCode']
        $text = [string]$answer['Text']
    }
    if ($text.Length -gt $MaxTextBytes) {
        $text = $text.Substring(0, $MaxTextBytes)
    }
    [ordered]@{
        Text = $text
        ExitCode = $exitCode
        TimedOut = $timedOut
    }
}
