function Read-PrtFilePart {
    <#
    .SYNOPSIS
    Sends a file of a work folder from an offset to its end, in parts as Base64, and then what it sent.

    .DESCRIPTION
    One part is one string: its offset, a blank, Base64. Parts leave as they are read, so that the host never holds more
    than one, and PowerShell waits while nobody fetches. Where the language is constrained neither [IO.File] nor [Convert]
    may be used; there certutil writes the file as text beside it, once, and the lines of that text are sent (48 bytes each).
    Should certutil refuse the size, which is unverified on real hosts, the file is taken to pieces that it takes. The
    text is removed when the end was reached.

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER Name
    The name of the file.

    .PARAMETER Offset
    Where to begin, a multiple of 48.

    .EXAMPLE
    Read-PrtFilePart -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -Name 'network.etl' -Offset 0

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Name (string): the name of the file.
      Offset (string): where it began.
      Parts (int): how many strings went before.
      Way (string): stream, text or pieces.

    .NOTES
    Writes on the host: where the language is constrained, the file as text in its own folder, removed at the end.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [Parameter(Mandatory = $true)]
        [string]$Name,

        [string]$Offset = '0'
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $path = Get-PrtTracePath -Folder $Folder -Name $Name
    $data = [ordered]@{
        Name = $Name
        Offset = $Offset
        Parts = 0
        Way = 'stream'
    }
    $at = [int64]$Offset
    if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        # FullLanguage: a stream, a buffer and Base64 of .NET.
        $stream = [System.IO.File]::Open($path, 'Open', 'Read', 'ReadWrite')
        try {
            # FullLanguage: as above.
            $null = $stream.Seek($at, 'Begin')
            $buffer = New-Object -TypeName 'byte[]' -ArgumentList 393216
            $count = $stream.Read($buffer, 0, 393216)
            while ($count -gt 0) {
                # FullLanguage: as above.
                [string]$at + ' ' + [System.Convert]::ToBase64String($buffer, 0, $count)
                $data['Parts'] = $data['Parts'] + 1
                $at += $count
                $count = $stream.Read($buffer, 0, 393216)
            }
        }
        finally {
            # FullLanguage: as above.
            $null = $stream.Dispose()
        }
    }
    else {
        $text = Get-PrtTracePath -Folder $Folder -Name 'encoded.txt'
        $certutil = Get-PrtSystemPath -Name 'certutil.exe'
        $data['Way'] = 'text'
        $isThere = Test-Path -LiteralPath $text -PathType Leaf
        if (($at -eq 0) -or (-not $isThere)) {
            $answer = Invoke-PrtNativeCommand -FilePath $certutil -Argument @('-f', '-encode', $path, $text)
            if ($answer['ExitCode'] -ne 0) {
                $data['Way'] = 'pieces'
            }
        }
        if ($data['Way'] -eq 'text') {
            # Line 0 is a heading.
            $wanted = [int64]($at / 48) + 1
            $number = [int64]0
            Get-Content -LiteralPath $text -ReadCount 8192 | ForEach-Object -Process {
                $lines = @($PSItem)
                $first = $wanted - $number
                $number += $lines.Count
                if ($number -gt $wanted) {
                    $kept = @($lines[$first..($lines.Count - 1)])
                    if ([string]$kept[-1] -like '-----END*') {
                        $kept = @($kept[0..($kept.Count - 1)] -notlike '-----END*')
                    }
                    if ($kept.Count -gt 0) {
                        [string]$at + ' ' + ($kept -join '')
                        $data['Parts'] = $data['Parts'] + 1
                    }
                    $at += $kept.Count * 48
                    $wanted = $number
                }
            }
        }
        else {
            $piece = Get-PrtTracePath -Folder $Folder -Name 'piece.bin'
            $text = Get-PrtTracePath -Folder $Folder -Name 'piece.txt'
            $asBytes = @{
                Encoding = 'Byte'
            }
            if ($PSVersionTable.PSVersion.Major -gt 5) {
                $asBytes = @{
                    AsByteStream = $true
                }
            }
            $reached = [int64]0
            Get-Content -LiteralPath $path -ReadCount 393216 @asBytes | ForEach-Object -Process {
                $bytes = @($PSItem)
                $begin = $reached
                $reached += $bytes.Count
                if ($reached -gt $at) {
                    $skipped = $at - $begin
                    if ($skipped -gt 0) {
                        $bytes = @($bytes[$skipped..($bytes.Count - 1)])
                    }
                    Set-Content -LiteralPath $piece -Value $bytes -Force @asBytes
                    $answer = Invoke-PrtNativeCommand -FilePath $certutil -Argument @('-f', '-encode', $piece, $text)
                    if ($answer['ExitCode'] -ne 0) {
                        Write-Error -Message ('certutil ended with ' + [string]$answer['ExitCode']) -ErrorId 'EncodeFailed' -Category ReadError
                    }
                    $kept = @(@(Get-Content -LiteralPath $text) -notlike '-----*')
                    [string]$at + ' ' + ($kept -join '')
                    $data['Parts'] = $data['Parts'] + 1
                    $at = $reached
                }
            }
            Remove-Item -LiteralPath $piece -Force -ErrorAction SilentlyContinue
        }
        Remove-Item -LiteralPath $text -Force -ErrorAction SilentlyContinue
    }
    $data
}
