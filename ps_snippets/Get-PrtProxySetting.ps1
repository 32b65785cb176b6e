function Get-PrtProxySetting {
    <#
    .SYNOPSIS
    Tells which proxy the machine and each signed-in user go through.

    .DESCRIPTION
    Windows fetches a PRT as the machine, by WinHTTP; users' programs read the user's own settings. Both come from the
    registry as they are: the machine's is a binary value, given as hexadecimal digits and decoded by who reads this,
    because netsh prints it in the host's language. SYSTEM has settings of its own too (S-1-5-18). The hives of users are
    loaded only while they are signed in. Of each value at most 2048 characters are given. Whether a proxy is found
    automatically is not asked.

    .EXAMPLE
    Get-PrtProxySetting

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      WinHttp (string or null): the value WinHttpSettings in hexadecimal digits; null where it was never set.
      PerMachine (bool or null): a policy makes everybody use the machine's settings; null where no policy says so.
      Accounts (array): one object per account with Sid (string), Enabled (bool), Server (string), ScriptUrl (string).
      Unreadable (int): hives of signed-in users that this account may not read.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $settings = '\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings'
    $machine = 'Registry::HKEY_LOCAL_MACHINE'
    $winHttp = $null
    try {
        $connections = Get-ItemProperty -LiteralPath ($machine + $settings + '\Connections')
        $digits = @()
        foreach ($byte in @($connections.WinHttpSettings)) {
            if ($digits.Count -lt 2048) {
                $digits += '{0:x2}' -f [int]$byte
            }
        }
        $winHttp = $digits -join ''
    }
    catch {
        $winHttp = $null
    }
    $perMachine = $null
    try {
        $policy = Get-ItemProperty -LiteralPath ($machine + '\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings')
        $perMachine = [int]$policy.ProxySettingsPerUser -eq 0
    }
    catch {
        $perMachine = $null
    }
    $accounts = @()
    $unreadable = 0
    foreach ($sid in @('S-1-5-18') + @(Get-PrtLoadedHive)) {
        try {
            $own = Get-ItemProperty -LiteralPath ('Registry::HKEY_USERS\' + $sid + $settings)
            $values = @{
                ProxyEnable = '0'
                ProxyServer = ''
                AutoConfigURL = ''
            }
            foreach ($name in @('ProxyEnable', 'ProxyServer', 'AutoConfigURL')) {
                try {
                    $text = [string]$own.$name
                }
                catch {
                    # Strict mode ends at a value that is not there.
                    $text = $values[$name]
                }
                if ($text.Length -gt 2048) {
                    $text = $text.Substring(0, 2048)
                }
                $values[$name] = $text
            }
            $accounts += [ordered]@{
                Sid = $sid
                Enabled = $values['ProxyEnable'] -eq '1'
                Server = $values['ProxyServer']
                ScriptUrl = $values['AutoConfigURL']
            }
        }
        catch {
            $unreadable += 1
        }
    }
    [ordered]@{
        WinHttp = $winHttp
        PerMachine = $perMachine
        Accounts = $accounts
        Unreadable = $unreadable
    }
}
