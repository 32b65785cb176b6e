function Get-PrtTimeService {
    <#
    .SYNOPSIS
    Tells from where this host takes its time, and when it last had a good one.

    .DESCRIPTION
    Everything comes from the registry and the service controller: what w32tm prints is in the host's language. The last
    good time is a number that the service writes now and then, not at each synchronisation, so it is a lower bound. How
    far the clock is off is not asked here: whoever asked compares ClockUtc with a clock of his own.

    .EXAMPLE
    Get-PrtTimeService

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Type (string): NTP, NT5DS (the domain), AllSync, NoSync, or "" where not known.
      Server (string): the time servers as configured, or "".
      StartMode (int or null): 2 automatic, 3 by hand or trigger, 4 disabled.
      Running (bool or null): the service runs now.
      LastGoodUtc (string or null): the last known good time, ISO 8601 UTC.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $place = 'Registry::HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\W32Time'
    $data = [ordered]@{
        Type = ''
        Server = ''
        StartMode = $null
        Running = $null
        LastGoodUtc = $null
    }
    $service = Get-ItemProperty -LiteralPath $place
    $data['StartMode'] = [int]$service.Start
    try {
        $parameters = Get-ItemProperty -LiteralPath ($place + '\Parameters')
        $data['Type'] = [string]$parameters.Type
        $data['Server'] = [string]$parameters.NtpServer
    }
    catch {
        # Strict mode ends at a value that is not there; what was read before it stays.
        $data['Server'] = ''
    }
    try {
        $data['Running'] = [string](Get-Service -Name 'W32Time').Status -eq 'Running'
        $good = (Get-ItemProperty -LiteralPath ($place + '\Config')).LastKnownGoodTime
        # A count of 100 ns since 1601, in UTC: counted in local time an hour would be lost in summer.
        $when = [datetime]::FromFileTimeUtc([int64]$good)
        $data['LastGoodUtc'] = ConvertTo-PrtUtcText -Time $when
    }
    catch {
        # A standard account may not ask the service, and young Windows has no such value yet.
        $data['LastGoodUtc'] = $null
    }
    $data
}
