function Get-PrtCaller {
    <#
    .SYNOPSIS
    Tells whose logon session the visit itself runs in.

    .DESCRIPTION
    The name and the SID come from whoami, whose CSV columns do not depend on the language and which also works where
    the .NET identity classes may not be called. Where it fails the SID stays empty.

    .EXAMPLE
    Get-PrtCaller

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Kind (caller), Sid, Name (strings) and SessionId (int).
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $sid = ''
    $name = [string]$env:USERDOMAIN + '\' + [string]$env:USERNAME
    try {
        $whoami = Get-PrtSystemPath -Name 'whoami.exe'
        $answer = Invoke-PrtNativeCommand -FilePath $whoami -Argument @('/user', '/fo', 'csv', '/nh')
        $row = ConvertFrom-Csv -InputObject $answer['Text'] -Header @('Name', 'Sid')
        if ([string]$row.Sid -match '^S-1-[0-9-]+$') {
            $sid = [string]$row.Sid
            $name = [string]$row.Name
        }
    }
    catch {
        $sid = ''
    }
    [ordered]@{
        Kind = 'caller'
        Sid = $sid
        Name = $name
        SessionId = [int](Get-Process -Id $PID).SessionId
    }
}
