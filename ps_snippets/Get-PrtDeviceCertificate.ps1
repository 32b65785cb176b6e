function Get-PrtDeviceCertificate {
    <#
    .SYNOPSIS
    Lists the certificates by which this device proves itself to Entra, and whether their keys are there.

    .DESCRIPTION
    The device registration service signs them as MS-Organization-Access and puts them into the machine's own store; that
    name stands among others, parted by commas or, where all are one element, by plus signs. The subject is the device
    id. HasPrivateKey only says that the store knows of a key; Get-PrtKeyState tells whether it is still there.

    .EXAMPLE
    Get-PrtDeviceCertificate

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Certificates (array): one object per certificate with DeviceId (string), Thumbprint (string), NotBeforeUtc (string),
        NotAfterUtc (string), HasPrivateKey (bool), Provider (string: the key's provider, or "" where not known),
        KeyError (int or null: the HRESULT of opening the key).
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $certificates = @()
    foreach ($certificate in @(Get-ChildItem -LiteralPath 'Cert:\LocalMachine\My')) {
        if ([string]$certificate.Issuer -notmatch '(^|[,+] *)CN=MS-Organization-Access( *[,+]|$)') {
            continue
        }
        $key = [ordered]@{
            Provider = ''
            KeyError = $null
        }
        if ($certificate.HasPrivateKey) {
            $key = Get-PrtKeyState -Certificate $certificate
        }
        $certificates += [ordered]@{
            DeviceId = [string]$certificate.Subject -replace '^.*CN=([^,]+).*$', '$1'
            Thumbprint = [string]$certificate.Thumbprint
            NotBeforeUtc = ConvertTo-PrtUtcText -Time $certificate.NotBefore
            NotAfterUtc = ConvertTo-PrtUtcText -Time $certificate.NotAfter
            HasPrivateKey = [bool]$certificate.HasPrivateKey
            Provider = $key['Provider']
            KeyError = $key['KeyError']
        }
    }
    [ordered]@{
        Certificates = $certificates
    }
}
