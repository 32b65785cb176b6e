function Read-PrtTaskText {
    <#
    .SYNOPSIS
    Reads at most so many bytes of a file that a user can write to.

    .DESCRIPTION
    The user could grow the file while it is read, or turn it into a link. So the bytes are counted while reading, never
    trusted from the size; and the text counts only if the file was no reparse point before and after (opening it without
    following is not possible from PowerShell). The bytes go through a copy that the user cannot touch, because decoding
    bytes in memory is a method call ConstrainedLanguage forbids. They are decoded with the ANSI code page, which is what
    dsregcmd writes (whoami's OEM bytes differ only in names, never in the SID); a byte order mark wins over it.

    .PARAMETER Path
    The file.

    .PARAMETER MaxTextBytes
    The bound.

    .EXAMPLE
    Read-PrtTaskText -Path 'C:\Windows\w\result.txt' -MaxTextBytes 262144

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Text (string), Truncated (bool) and WrittenUtc (string or null).

    .NOTES
    Writes on the host: a copy beside the file it reads, removed with the folder.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Path,

        [Parameter(Mandatory = $true)]
        [int]$MaxTextBytes
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $asBytes = @{
        Encoding = 'Byte'
    }
    if ($PSVersionTable.PSVersion.Major -gt 5) {
        $asBytes = @{
            AsByteStream = $true
        }
    }
    $before = Get-Item -LiteralPath $Path -Force
    if ([string]$before.Attributes -like '*ReparsePoint*') {
        Write-Error -Message 'the result file became a link' -ErrorId 'ResultIsLink' -Category SecurityError
    }
    $copy = $Path + '.copy'
    # One byte more than the bound tells a cut file; chunks, because an array of so many bytes would take minutes to grow.
    $reading = @{
        LiteralPath = $Path
        TotalCount = $MaxTextBytes + 1
        ReadCount = 4096
    }
    Get-Content @reading @asBytes | Set-Content -LiteralPath $copy -Force @asBytes
    $after = Get-Item -LiteralPath $Path -Force
    if ([string]$after.Attributes -like '*ReparsePoint*') {
        Write-Error -Message 'the result file became a link' -ErrorId 'ResultIsLink' -Category SecurityError
    }
    $text = ''
    $truncated = $false
    if (Test-Path -LiteralPath $copy) {
        $truncated = (Get-Item -LiteralPath $copy).Length -gt $MaxTextBytes
        # A string that came from Get-Content carries extra properties, which 5.1 would write as an object.
        $text = '' + (Get-Content -LiteralPath $copy -Raw -Encoding (Get-PrtAnsiEncoding))
    }
    if ($text.Length -gt $MaxTextBytes) {
        $text = $text.Substring(0, $MaxTextBytes)
    }
    [ordered]@{
        Text = $text
        Truncated = $truncated
        WrittenUtc = ConvertTo-PrtUtcText -Time $after.LastWriteTimeUtc
    }
}
