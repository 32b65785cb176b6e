function Write-PrtFilePart {
    <#
    .SYNOPSIS
    Puts one part of a file into a work folder, at its offset.

    .DESCRIPTION
    Parts come in order, each as Base64 in lines of 64 characters (48 bytes). Sent twice, a part is written once: what lies
    behind its offset is cut off first. Where the language is constrained, [IO.File] and [Convert] are forbidden: there the
    lines are gathered as text, and with the last part certutil makes the file of them. Nothing that is written is run here.

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER Name
    The name of the file.

    .PARAMETER Offset
    Where the part belongs, a multiple of 48.

    .PARAMETER Base64
    The part.

    .PARAMETER IsLast
    The file is complete with it.

    .EXAMPLE
    Write-PrtFilePart -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -Name 'input.zip' -Base64 'UEs='

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Name (string): the name of the file.
      State (string): written, done, or misplaced (what is there does not end at the offset: begin anew).

    .NOTES
    Writes on the host: a file in a work folder.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [Parameter(Mandatory = $true)]
        [string]$Name,

        [int]$Offset = 0,

        [Parameter(Mandatory = $true)]
        [string]$Base64,

        [bool]$IsLast = $false
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $path = Get-PrtTracePath -Folder $Folder -Name $Name
    $state = 'written'
    if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        # FullLanguage: a stream and Base64 of .NET.
        $bytes = [System.Convert]::FromBase64String($Base64)
        $stream = [System.IO.File]::Open($path, 'OpenOrCreate', 'Write', 'None')
        try {
            # FullLanguage: as above.
            if ($stream.Length -lt $Offset) {
                $state = 'misplaced'
            }
            else {
                # FullLanguage: as above.
                $null = $stream.SetLength($Offset)
                $null = $stream.Seek($Offset, 'Begin')
                $null = $stream.Write($bytes, 0, $bytes.Length)
            }
        }
        finally {
            # FullLanguage: as above.
            $null = $stream.Dispose()
        }
    }
    else {
        $text = Get-PrtTracePath -Folder $Folder -Name 'encoded.txt'
        if ($Offset -eq 0) {
            Set-Content -LiteralPath $text -Value $Base64 -Force -Encoding Ascii
        }
        elseif ((-not (Test-Path -LiteralPath $text)) -or ((Get-Item -LiteralPath $text -Force).Length -ne [int64]($Offset / 48) * 66)) {
            $state = 'misplaced'
        }
        else {
            Add-Content -LiteralPath $text -Value $Base64 -Encoding Ascii
        }
        if ($IsLast -and ($state -ne 'misplaced')) {
            $certutil = Get-PrtSystemPath -Name 'certutil.exe'
            $answer = Invoke-PrtNativeCommand -FilePath $certutil -Argument @('-f', '-decode', $text, $path)
            if ($answer['ExitCode'] -ne 0) {
                Write-Error -Message ('certutil ended with ' + [string]$answer['ExitCode']) -ErrorId 'DecodeFailed' -Category WriteError
            }
            Remove-Item -LiteralPath $text -Force
        }
    }
    if ($IsLast -and ($state -ne 'misplaced')) {
        $state = 'done'
    }
    [ordered]@{
        Name = $Name
        State = $state
    }
}
