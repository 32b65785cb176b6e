function Test-PrtEndpoint {
    <#
    .SYNOPSIS
    Asks sign-in servers for an answer, step by step, as whoever runs it.

    .DESCRIPTION
    Per server: its name is resolved, port 443 is connected to, TLS is agreed on, all three past any proxy; and WinHTTP,
    by which Windows fetches a PRT, asks for the page / without credentials and with the machine's proxy settings. A proxy
    that is only found automatically is not looked for (unverified: CloudAP may look for one). Steps are told by numbers,
    never by words of the host's language: 0 worked, -1 was not tried; resolve and connect give numbers of WinSock
    (11001, 10060), tls an HRESULT, winhttp one of its own (12007, 12029). A step waits two seconds, WinHTTP four. Who
    comes after the time is over is left out.

    ConstrainedLanguage has neither sockets nor WinHTTP; there Invoke-WebRequest asks, with the settings of the account,
    and problem holds the word for what failed.

    This function needs no other, because the task of Get-PrtNetworkProbe runs it alone.

    .PARAMETER Endpoint
    Names of servers.

    .PARAMETER Seconds
    After how many seconds no further server is asked.

    .EXAMPLE
    Test-PrtEndpoint -Endpoint @('login.microsoftonline.com') -Seconds 10

    .OUTPUTS
    System.String, one per server:
    REMOTE-PRT-PROBE host=H resolve=N connect=N tls=N http=STATUS winhttp=N problem=WORD issuer=NAME
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string[]]$Endpoint,

        [int]$Seconds = 20
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $until = [datetime]::UtcNow.AddSeconds($Seconds)
    $lines = @()
    if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        foreach ($name in $Endpoint) {
            if (([datetime]::UtcNow -ge $until) -or ($name -notmatch '^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$')) {
                continue
            }
            $resolve = 10060
            $connect = -1
            $tls = -1
            $status = 0
            $winHttp = 12002
            $issuer = ''
            $client = $null
            try {
                # FullLanguage: a look-up that can be given up.
                $asked = [System.Net.Dns]::GetHostAddressesAsync($name)
                if ($asked.Wait(2000)) {
                    $resolve = 0
                    $connect = 10060
                    $address = $asked.Result[0]
                    foreach ($other in $asked.Result) {
                        if ([string]$other.AddressFamily -eq 'InterNetwork') {
                            # A host with IPv6 addresses need not have a way to the internet by it.
                            $address = $other
                        }
                    }
                    # FullLanguage: a connection that can be given up.
                    $client = New-Object -TypeName System.Net.Sockets.TcpClient -ArgumentList @($address.AddressFamily)
                    $opened = $client.ConnectAsync($address, 443)
                    if ($opened.Wait(2000)) {
                        $connect = 0
                        $tls = 10060
                        # FullLanguage: TLS 1.2, which every sign-in server takes.
                        $stream = $client.GetStream()
                        $stream.ReadTimeout = 2000
                        $secure = New-Object -TypeName System.Net.Security.SslStream -ArgumentList @($stream, $false)
                        $null = $secure.AuthenticateAsClient($name, $null, 3072, $false)
                        $tls = 0
                        $issuer = [string]$secure.RemoteCertificate.Issuer -creplace '[^ -~]', '?'
                    }
                }
            }
            catch {
                $problem = $PSItem.Exception
                while ($null -ne $problem.InnerException) {
                    $problem = $problem.InnerException
                }
                $number = [int]$problem.HResult
                # FullLanguage: WinSock's own number is shorter than its HRESULT.
                if ($problem -is [System.Net.Sockets.SocketException]) {
                    $number = [int]$problem.ErrorCode
                }
                if ($connect -eq -1) {
                    $resolve = $number
                }
                elseif ($tls -eq -1) {
                    $connect = $number
                }
                else {
                    $tls = $number
                }
            }
            finally {
                if ($null -ne $client) {
                    # FullLanguage: also gives up what still waits.
                    $null = $client.Close()
                }
            }
            try {
                # FullLanguage: the same library, and the same settings, by which the machine fetches a PRT.
                $request = New-Object -ComObject 'WinHttp.WinHttpRequest.5.1'
                $null = $request.Open('HEAD', ('https://' + $name + '/'), $true)
                # 2: never with the account's credentials.
                $null = $request.SetAutoLogonPolicy(2)
                $null = $request.Send()
                if ($request.WaitForResponse(4)) {
                    $status = [int]$request.Status
                    $winHttp = 0
                }
            }
            catch {
                $problem = $PSItem.Exception
                while ($null -ne $problem.InnerException) {
                    $problem = $problem.InnerException
                }
                $winHttp = [int]$problem.HResult -band 0xFFFF
            }
            $said = @($resolve, $connect, $tls, $status, $winHttp, $issuer)
            $lines += 'REMOTE-PRT-PROBE host=' + $name + (' resolve={0} connect={1} tls={2} http={3} winhttp={4} problem= issuer={5}' -f $said)
        }
    }
    else {
        foreach ($name in $Endpoint) {
            if (([datetime]::UtcNow -ge $until) -or ($name -notmatch '^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$')) {
                continue
            }
            $status = 0
            $word = ''
            $asking = @{
                Uri = 'https://' + $name + '/'
                Method = 'Head'
                TimeoutSec = 4
                MaximumRedirection = 0
            }
            try {
                $status = [int](Invoke-WebRequest @asking -UseBasicParsing).StatusCode
            }
            catch {
                $problem = $PSItem.Exception
                $word = [string]$PSItem.FullyQualifiedErrorId
                try {
                    # A word of .NET in every language; it has none where the server answered with an error.
                    $word = [string]$problem.Status
                    $status = [int]$problem.Response.StatusCode
                }
                catch {
                    $status = 0
                }
            }
            $said = @($status, ($word -creplace '[^A-Za-z0-9,.]', ''))
            $lines += 'REMOTE-PRT-PROBE host=' + $name + (' resolve=-1 connect=-1 tls=-1 http={0} winhttp=-1 problem={1} issuer=' -f $said)
        }
    }
    $lines
}
