function Export-PrtCapture {
    <#
    .SYNOPSIS
    Visits this machine from inside and writes what was seen as one capture file.

    .DESCRIPTION
    For machines that WinRM does not reach: run by hand, by group policy or by Intune. The functions that collect are
    those of a remote visit, and the file is what remote_prt analyze reads (docs/formats.md, section 2). Run as
    administrator or SYSTEM it sees every signed-in user through one self-deleting task each; run as an ordinary user it
    sees that user's own session, the device and the event logs that account may read. A visit that breaks off leaves a
    file too, with what had arrived and why it ended. The file names accounts and devices: keep it where such data belong.

    .PARAMETER OutputFolder
    An existing folder, local or shared, in which the account may create files.

    .PARAMETER Visit
    The parameters of Invoke-PrtVisit.

    .PARAMETER ToolVersion
    The version of remote_prt that made this script.

    .PARAMETER ScriptSha256
    The hash of the script file, or nothing where it was not run from a file.

    .EXAMPLE
    Export-PrtCapture -OutputFolder '\\server\prt' -Visit @{ Context = 'auto' } -ToolVersion '0.1.0'

    .OUTPUTS
    System.String, the path of the capture file.

    .NOTES
    Writes on the host: the capture file.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$OutputFolder,

        [Parameter(Mandatory = $true)]
        [hashtable]$Visit,

        [Parameter(Mandatory = $true)]
        [string]$ToolVersion,

        [string]$ScriptSha256 = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $begin = [datetime]::UtcNow
    $caller = Get-PrtCaller
    $records = @()
    $failure = $null
    try {
        # One by one, so that what came before an error is kept.
        Invoke-PrtVisit @Visit | ForEach-Object -Process { $records += ('' + $PSItem) }
    }
    catch {
        $fact = Get-PrtErrorFact -ErrorRecord $PSItem
        $failure = [ordered]@{
            Phase = 'run'
            Transport = 'local'
            Port = $null
            Message = [string]$fact['Message']
            Try = 'run the script again as administrator'
            TimedOut = $false
        }
    }
    $capture = [ordered]@{
        Capture = 1
        ComputerName = [string]$env:COMPUTERNAME
        Address = $null
        StartedAt = ConvertTo-PrtUtcText -Time $begin
        FinishedAt = ConvertTo-PrtUtcText -Time ([datetime]::UtcNow)
        Transport = 'local'
        Account = [string]$caller['Name']
        NameProof = ''
        Context = [string]$Visit['Context']
        ScriptSha256 = $ScriptSha256
        ToolVersion = $ToolVersion
        Complete = $null -eq $failure
        Failure = $failure
        Records = $records
    }
    $stamp = $begin.ToString("yyyyMMdd'T'HHmmss'Z'", [cultureinfo]::InvariantCulture)
    $name = [string]$env:COMPUTERNAME + '-' + $stamp + '.capture.json'
    $path = Join-Path -Path $OutputFolder -ChildPath $name
    Set-Content -LiteralPath $path -Value (ConvertTo-Json -InputObject $capture -Depth 4 -Compress) -Encoding UTF8
    $path
}
