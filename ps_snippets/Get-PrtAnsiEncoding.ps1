function Get-PrtAnsiEncoding {
    <#
    .SYNOPSIS
    Gives what the parameter Encoding needs to read text in the ANSI code page of this Windows.

    .DESCRIPTION
    dsregcmd and whoami write such text. In Windows PowerShell 5.1 its name is Default; in PowerShell 7 that word means
    UTF-8, and a number is taken instead, the code page Windows is set to. Unverified on real hosts.

    .EXAMPLE
    Get-Content -LiteralPath 'C:\Temp\x.txt' -Raw -Encoding (Get-PrtAnsiEncoding)

    .OUTPUTS
    System.String Default, or System.Int32, the number of a code page.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $encoding = 'Default'
    if ($PSVersionTable.PSVersion.Major -gt 5) {
        try {
            $page = [int](Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Nls\CodePage').ACP
            if ($page -gt 0) {
                $encoding = $page
            }
        }
        catch {
            # No such key: this is no Windows, and its programs write UTF-8.
            $encoding = 'Default'
        }
    }
    $encoding
}
