function Get-PrtTracer {
    <#
    .SYNOPSIS
    Finds TTD.exe on this host, and the process of LSASS, and says whether Windows protects it.

    .DESCRIPTION
    TTD.exe is never brought along. It is taken from the path that was given, or from folders that only administrators can
    write; no search path is asked. The process is found as in the article: tasklist /m lsasrv.dll. Where LSA protection is
    on nothing can attach to it. Unverified on real hosts.

    .PARAMETER ProgramPath
    The full path of TTD.exe; "" looks in the folders of programs.

    .EXAMPLE
    Get-PrtTracer

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      ProgramPath (string or null): where TTD.exe lies.
      ProcessId (int or null): of lsass.exe.
      IsProtected (bool): LSA protection is set.
      FreeBytes (int or null): free on the drive of Windows.
    #>
    [CmdletBinding()]
    param(
        [string]$ProgramPath = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $data = [ordered]@{
        ProgramPath = $null
        ProcessId = $null
        IsProtected = $false
        FreeBytes = Get-PrtFreeByte
    }
    $places = @(
        (Join-Path -Path $env:ProgramFiles -ChildPath 'TTD\TTD.exe')
        (Join-Path -Path $env:ProgramFiles -ChildPath 'Windows Kits\10\Debuggers\x64\ttd\TTD.exe')
    )
    $apps = Join-Path -Path $env:ProgramFiles -ChildPath 'WindowsApps'
    foreach ($package in @(Get-ChildItem -LiteralPath $apps -Filter 'Microsoft.TimeTravelDebugging_*' -ErrorAction SilentlyContinue)) {
        $places += Join-Path -Path ([string]$package.FullName) -ChildPath 'TTD.exe'
    }
    if ($ProgramPath -ne '') {
        $places = @($ProgramPath)
    }
    foreach ($place in $places) {
        $isProgram = [string]$place -match '^[A-Za-z]:\\([^\\/:*?"<>|]+\\)*TTD\.exe$'
        if (($null -eq $data['ProgramPath']) -and $isProgram -and (Test-Path -LiteralPath $place -PathType Leaf)) {
            $data['ProgramPath'] = [string]$place
        }
    }
    $words = @('/m', 'lsasrv.dll', '/fo', 'csv', '/nh')
    $answer = Invoke-PrtNativeCommand -FilePath (Get-PrtSystemPath -Name 'tasklist.exe') -Argument $words
    foreach ($line in @([string]$answer['Text'] -split "`r`n")) {
        if ([string]$line -match '^"lsass\.exe","([0-9]{1,9})"') {
            $data['ProcessId'] = [int]$Matches[1]
        }
    }
    try {
        $lsa = Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa'
        $data['IsProtected'] = [int]$lsa.RunAsPPL -gt 0
    }
    catch {
        $data['IsProtected'] = $false
    }
    $data
}
