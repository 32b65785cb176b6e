function Get-PrtKeyState {
    <#
    .SYNOPSIS
    Opens the private key of a certificate and tells which provider keeps it, or by which error it did not open.

    .DESCRIPTION
    A store remembers a key that a cleared TPM or a new mainboard took away; only opening it shows that. Nothing is signed
    with it. ConstrainedLanguage cannot open keys, and there both answers stay unknown. That an administrator may open the
    device key is unverified on real hosts, so an error that speaks of rights proves nothing.

    .PARAMETER Certificate
    A certificate of a machine store.

    .EXAMPLE
    Get-PrtKeyState -Certificate (Get-ChildItem -LiteralPath 'Cert:\LocalMachine\My' | Select-Object -Last 1)

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Provider (string, "" where not known) and KeyError (int or
    null).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        $Certificate
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $provider = ''
    $keyError = $null
    if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        try {
            # FullLanguage: the property PrivateKey knows no keys of CNG, where a TPM keeps them.
            $key = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
            try {
                $provider = [string]$key.Key.Provider.Provider
            }
            catch {
                # A key of the old kind, or none of RSA, has no such property: it opened all the same.
                $provider = ''
            }
            if ($null -ne $key) {
                # FullLanguage: as above.
                $null = $key.Dispose()
            }
        }
        catch {
            $problem = $PSItem.Exception
            if ($null -ne $problem.InnerException) {
                $problem = $problem.InnerException
            }
            $keyError = [int]$problem.HResult
        }
    }
    else {
        $keyError = $null
    }
    [ordered]@{
        Provider = $provider
        KeyError = $keyError
    }
}
