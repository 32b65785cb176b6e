function Get-PrtFileFact {
    <#
    .SYNOPSIS
    Tells the length and the SHA-256 of one file in a work folder.

    .DESCRIPTION
    Get-FileHash comes with a module that an endpoint may not show; then certutil tells the same, whose second line is the
    digest in every language of Windows (unverified on real hosts).

    .PARAMETER Folder
    The name of the folder.

    .PARAMETER Name
    The name of the file.

    .EXAMPLE
    Get-PrtFileFact -Folder 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f' -Name 'network.etl'

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Name (string): the name of the file.
      Exists (bool): whether it is there.
      Length (int): in bytes.
      Sha256 (string): 64 hexadecimal digits, "" where neither way gave them.
      FreeBytes (int or null): free on the drive of Windows.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Folder,

        [Parameter(Mandatory = $true)]
        [string]$Name
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $path = Get-PrtTracePath -Folder $Folder -Name $Name
    $data = [ordered]@{
        Name = $Name
        Exists = [bool](Test-Path -LiteralPath $path -PathType Leaf)
        Length = [int64]0
        Sha256 = ''
        FreeBytes = Get-PrtFreeByte
    }
    if ($data['Exists']) {
        $data['Length'] = [int64](Get-Item -LiteralPath $path -Force).Length
        try {
            $data['Sha256'] = [string](Get-FileHash -LiteralPath $path -Algorithm 'SHA256' -ErrorAction Stop).Hash
        }
        catch {
            $certutil = Get-PrtSystemPath -Name 'certutil.exe'
            $answer = Invoke-PrtNativeCommand -FilePath $certutil -Argument @('-hashfile', $path, 'SHA256')
            foreach ($line in @([string]$answer['Text'] -split "`r`n")) {
                $digits = [string]$line -replace ' ', ''
                if ($digits -match '^[0-9A-Fa-f]{64}$') {
                    $data['Sha256'] = $digits
                }
            }
        }
    }
    $data
}
