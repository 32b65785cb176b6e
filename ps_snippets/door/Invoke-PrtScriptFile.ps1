function Invoke-PrtScriptFile {
    <#
    .SYNOPSIS
    Runs a script file on this very machine and prints each record it gives as one line of ASCII.

    .DESCRIPTION
    For a visit of the machine remote_prt itself runs on, without WinRM. The script is the one a remote visit sends, byte
    for byte; its parameters come from a file, so that no command line is too long or quoted wrongly. A console program
    writes in the code page of its console, which loses letters; so each character outside ASCII is written as its JSON
    escape, which means the same wherever it stands in a record. Each line tells its length, so that a console which
    breaks long lines does no harm. Works in ConstrainedLanguage too.

    .PARAMETER ScriptPath
    The script.

    .PARAMETER ParameterPath
    A JSON file: an array of objects with Name and Value.

    .EXAMPLE
    Invoke-PrtScriptFile -ScriptPath 'C:\Temp\x\visit.ps1' -ParameterPath 'C:\Temp\x\parameters.json'

    .OUTPUTS
    System.String, one line for each record: REMOTE-PRT-RECORD, its length, the record.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$ScriptPath,

        [Parameter(Mandatory = $true)]
        [string]$ParameterPath
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $given = @{}
    $read = ConvertFrom-Json -InputObject ([string](Get-Content -LiteralPath $ParameterPath -Raw))
    foreach ($one in $read) {
        $given[[string]$one.Name] = $one.Value
    }
    & $ScriptPath @given | ForEach-Object -Process {
        $line = '' + $PSItem
        $seen = @{}
        # With regard to case: without it, signs like the Turkish dotted I pass for ASCII.
        foreach ($character in ($line -creplace '[\x20-\x7e]+', '').ToCharArray()) {
            $seen[[int]$character] = $true
        }
        foreach ($number in @($seen.Keys)) {
            $line = $line.Replace([string][char]$number, ('\u{0:x4}' -f $number))
        }
        'REMOTE-PRT-RECORD {0} {1}' -f $line.Length, $line
    }
}
