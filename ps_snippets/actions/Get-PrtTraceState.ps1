function Get-PrtTraceState {
    <#
    .SYNOPSIS
    Tells which traces of ours this host holds, how far they are, and which files they wrote.

    .DESCRIPTION
    It reads and changes nothing. Traces are found by the mark in their work folder, so also those of another machine or
    of a session that broke. Files are told of a stopped trace only: before, they still grow.

    .EXAMPLE
    Get-PrtTraceState

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Traces (array): one object per work folder with a mark: Folder (string), Kind (network, auth or ttd), State (prepared,
        running or stopped), SinceUtc (string), Files (array of string: length in bytes, a blank, the name).
      FreeBytes (int or null): free on the drive of Windows.
      LanguageMode (string): FullLanguage or ConstrainedLanguage.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $found = @()
    foreach ($entry in @(Get-ChildItem -LiteralPath $env:SystemRoot -Filter 'remote_prt-*' -ErrorAction SilentlyContinue)) {
        $mark = $null
        try {
            $mark = Get-PrtTraceMark -Folder ([string]$entry.Name)
        }
        catch {
            # A folder that only looks like ours.
            $mark = $null
        }
        if ($null -ne $mark) {
            $files = @()
            if ($mark['State'] -eq 'stopped') {
                foreach ($file in @(Get-ChildItem -LiteralPath (Get-PrtWorkPath -Name ([string]$entry.Name)))) {
                    $isOurs = @('trace.mark', 'encoded.txt', 'piece.bin', 'piece.txt') -contains [string]$file.Name
                    if ((-not $file.PSIsContainer) -and (-not $isOurs)) {
                        $files += [string]$file.Length + ' ' + [string]$file.Name
                    }
                }
            }
            $found += [ordered]@{
                Folder = [string]$entry.Name
                Kind = [string]$mark['Kind']
                State = [string]$mark['State']
                SinceUtc = [string]$mark['SinceUtc']
                Files = $files
            }
        }
    }
    [ordered]@{
        Traces = $found
        FreeBytes = Get-PrtFreeByte
        LanguageMode = [string]$ExecutionContext.SessionState.LanguageMode
    }
}
