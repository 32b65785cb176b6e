function Get-PrtFreeByte {
    <#
    .SYNOPSIS
    Tells how many bytes are free on the drive of Windows, or nothing where CIM does not say.

    .DESCRIPTION
    Work folders lie on that drive, and a trace must not fill it.

    .EXAMPLE
    Get-PrtFreeByte

    .OUTPUTS
    System.Int64, or $null.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $free = $null
    try {
        $filter = "DeviceID='" + $env:SystemDrive + "'"
        foreach ($disk in @(Get-CimInstance -ClassName Win32_LogicalDisk -Filter $filter -OperationTimeoutSec 15)) {
            $free = [int64]$disk.FreeSpace
        }
    }
    catch {
        $free = $null
    }
    $free
}
