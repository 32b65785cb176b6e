function Get-PrtHostFact {
    <#
    .SYNOPSIS
    Tells what this host is and what its clock says.

    .DESCRIPTION
    Reads CIM and the registry. An account that may open a remoting session but not ask CIM still gets an answer: the
    registry knows build and product type, only the caption and the last boot stay unknown.

    .EXAMPLE
    Get-PrtHostFact

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      ComputerName (string): NetBIOS name.
      DnsName (string): fully qualified name of a domain member, else "".
      OsCaption (string): marketing name in the language of the host, or "".
      OsBuild (string): 10.0.22631.4317, with three parts where the registry does not have the last one.
      ProductType (int): 1 workstation, 2 domain controller, 3 server, 0 not known.
      PowerShellVersion (string): version of the engine that runs this.
      LanguageMode (string): FullLanguage or ConstrainedLanguage.
      ClockUtc (string): the host's own clock, ISO 8601 UTC.
      UtcOffsetMinutes (int): local time minus UTC, in minutes.
      LastBootUtc (string or null): last start of Windows, ISO 8601 UTC.
      DsregcmdPath (string or null): full path of dsregcmd.exe; null means this Windows has none.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $productTypes = @{
        'WinNT' = 1
        'LanmanNT' = 2
        'ServerNT' = 3
    }
    $build = ''
    $caption = ''
    $dnsName = ''
    $productType = 0
    $lastBoot = $null
    $revision = $null
    try {
        $version = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
        $build = '10.0.' + [string]$version.CurrentBuildNumber
        $product = Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\ProductOptions'
        $productType = [int]$productTypes[[string]$product.ProductType]
        $revision = $version.UBR
    }
    catch {
        $revision = $null
    }
    try {
        $system = Get-CimInstance -ClassName Win32_OperatingSystem -OperationTimeoutSec 15
        $build = [string]$system.Version
        $caption = [string]$system.Caption
        $productType = [int]$system.ProductType
        $lastBoot = $system.LastBootUpTime
        $computer = Get-CimInstance -ClassName Win32_ComputerSystem -OperationTimeoutSec 15
        if ($computer.PartOfDomain) {
            $dnsName = [string]$computer.DNSHostName + '.' + [string]$computer.Domain
        }
    }
    catch {
        $dnsName = ''
    }
    if ($null -ne $revision) {
        $build = $build + '.' + [string]$revision
    }
    $now = Get-Date
    [ordered]@{
        ComputerName = [string]$env:COMPUTERNAME
        DnsName = $dnsName
        OsCaption = $caption
        OsBuild = $build
        ProductType = $productType
        PowerShellVersion = [string]$PSVersionTable.PSVersion
        LanguageMode = [string]$ExecutionContext.SessionState.LanguageMode
        ClockUtc = ConvertTo-PrtUtcText -Time $now
        UtcOffsetMinutes = [int]($now - $now.ToUniversalTime()).TotalMinutes
        LastBootUtc = ConvertTo-PrtUtcText -Time $lastBoot
        DsregcmdPath = Get-PrtSystemPath -Name 'dsregcmd.exe'
    }
}
