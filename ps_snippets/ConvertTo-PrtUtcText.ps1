function ConvertTo-PrtUtcText {
    <#
    .SYNOPSIS
    Writes a point in time as ISO 8601 UTC text.

    .DESCRIPTION
    Gives 2026-01-31T01:00:00.000Z for any DateTime, whatever the culture or the time zone of the host. Nothing in gives
    an explicit $null out: a function that emits nothing leaves AutomationNull behind, and Windows PowerShell 5.1 writes
    that as {} instead of null.

    .PARAMETER Time
    A DateTime of kind Local or Utc, or $null.

    .EXAMPLE
    ConvertTo-PrtUtcText -Time (Get-Date)

    .OUTPUTS
    System.String, or $null.
    #>
    [CmdletBinding()]
    param(
        [AllowNull()]
        $Time
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    if ($null -eq $Time) {
        $null
    }
    else {
        $utc = ([datetime]$Time).ToUniversalTime()
        $utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", [cultureinfo]::InvariantCulture)
    }
}
