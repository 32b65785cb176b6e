function ConvertTo-PrtRecord {
    <#
    .SYNOPSIS
    Writes one record as the single compressed JSON text that goes over the wire.

    .DESCRIPTION
    One string per record keeps the answer free of live objects, of the host's language and of the client's time zone.
    The depth is always given: its default of 2 would turn the sessions into the words System.Collections.

    .PARAMETER Record
    What Invoke-PrtSnippet gives.

    .EXAMPLE
    ConvertTo-PrtRecord -Record (Invoke-PrtSnippet -Name 'Get-PrtHostFact' -Argument @{} -LogonSession (Get-PrtCaller))

    .OUTPUTS
    System.String, one line of JSON.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        $Record
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    ConvertTo-Json -InputObject $Record -Depth 6 -Compress
}
