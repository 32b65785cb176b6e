function Invoke-PrtNativeCommand {
    <#
    .SYNOPSIS
    Runs a program of Windows and gives its exit code and what it printed.

    .DESCRIPTION
    In a remoting session everything a program writes to its standard error becomes an error record, and under the
    preference Stop the first such line would end the snippet; so the preference is Continue here and that stream is
    dropped. There is no time limit: use it for programs that answer at once.

    .PARAMETER FilePath
    The full path of the program.

    .PARAMETER Argument
    Its arguments, one each; none of ours holds blanks or quotes.

    .EXAMPLE
    Invoke-PrtNativeCommand -FilePath 'C:\Windows\System32\whoami.exe' -Argument @('/user', '/fo', 'csv', '/nh')

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with ExitCode (int) and Text (string).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$FilePath,

        [string[]]$Argument = @()
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Continue'
    $ProgressPreference = 'SilentlyContinue'
    $global:LASTEXITCODE = 0
    $lines = @(& $FilePath @Argument 2>$null)
    [ordered]@{
        ExitCode = [int]$global:LASTEXITCODE
        Text = [string]($lines -join "`r`n")
    }
}
