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
    $bytes = @()
    foreach ($chunk in (Get-Content -LiteralPath $Path -TotalCount ($MaxTextBytes + 1) -ReadCount 0 @asBytes)) {
        $bytes += $chunk
    }
    $after = Get-Item -LiteralPath $Path -Force
    if ([string]$after.Attributes -like '*ReparsePoint*') {
        Write-Error -Message 'the result file became a link' -ErrorId 'ResultIsLink' -Category SecurityError
    }
    $truncated = $bytes.Count -gt $MaxTextBytes
    $text = ''
    if ($bytes.Count -gt 0) {
        if ($truncated) {
            $bytes = $bytes[0..($MaxTextBytes - 1)]
        }
        $copy = $Path + '.copy'
        Set-Content -LiteralPath $copy -Value $bytes -Force @asBytes
        $text = [string](Get-Content -LiteralPath $copy -Raw -Encoding Default)
    }
    [ordered]@{
        # A string that came from Get-Content carries extra properties, which 5.1 would write as an object.
        Text = $text + ''
        Truncated = $truncated
        WrittenUtc = ConvertTo-PrtUtcText -Time $after.LastWriteTimeUtc
    }
}
