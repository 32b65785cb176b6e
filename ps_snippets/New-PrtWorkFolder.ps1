function New-PrtWorkFolder {
    <#
    .SYNOPSIS
    Makes a folder of an unpredictable name that only administrators and the system can enter.

    .DESCRIPTION
    It lies in the Windows folder: there users may not create anything (unlike Windows\Temp and ProgramData), so nobody
    can have put a link of that name in our way; and its path has no blanks, so that command lines need no quotes. The
    inherited right of users to look inside is taken away before anything is put there. The name begins with the end
    boundary, the moment after which anybody may clean up what a broken visit left behind.

    .PARAMETER LifeSeconds
    How long from now, on the host's clock, the folder may be needed.

    .PARAMETER Open
    Where the name is noted before anything of that name exists, so that whoever is cut off knows what to remove.

    .EXAMPLE
    New-PrtWorkFolder -LifeSeconds 300

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Name, Path and EndBoundaryUtc, all strings.

    .NOTES
    Writes on the host: a folder in the Windows folder; who asks for it removes it with Remove-PrtUserTask.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [int]$LifeSeconds,

        [hashtable]$Open = @{}
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $end = (Get-Date).ToUniversalTime().AddSeconds($LifeSeconds)
    $stamp = $end.ToString("yyyyMMdd'T'HHmmss'Z'", [cultureinfo]::InvariantCulture)
    $name = 'remote_prt-' + $stamp + '-' + (New-Guid).Guid
    $path = Get-PrtWorkPath -Name $name
    $protected = $false
    $Open[$name] = $true
    $null = New-Item -Path $path -ItemType Directory
    try {
        $rights = @('/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '/Q')
        $answer = Invoke-PrtNativeCommand -FilePath (Get-PrtSystemPath -Name 'icacls.exe') -Argument (@($path) + $rights)
        if ($answer['ExitCode'] -ne 0) {
            Write-Error -Message ('icacls ended with ' + [string]$answer['ExitCode']) -ErrorId 'FolderNotProtected' -Category PermissionDenied
        }
        $protected = $true
    }
    finally {
        if (-not $protected) {
            Remove-Item -LiteralPath $path -Recurse -Force -ErrorAction SilentlyContinue
        }
    }
    [ordered]@{
        Name = $name
        Path = $path
        EndBoundaryUtc = $end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
    }
}
