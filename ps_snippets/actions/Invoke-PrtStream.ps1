function Invoke-PrtStream {
    <#
    .SYNOPSIS
    Runs one snippet that sends strings before its data: hands the strings on as they come, and then gives the record.

    .DESCRIPTION
    As Invoke-PrtSnippet, for what is too large for one record. What is no string is the data; the last one counts.

    .PARAMETER Name
    The function.

    .PARAMETER Argument
    Its parameters.

    .PARAMETER LogonSession
    Whose session the data are about.

    .EXAMPLE
    Invoke-PrtStream -Name 'Read-PrtFilePart' -Argument @{} -LogonSession (Get-PrtCaller)

    .OUTPUTS
    System.String, any number, and then one line of JSON as ConvertTo-PrtRecord makes it.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Name,

        [hashtable]$Argument = @{},

        [Parameter(Mandatory = $true)]
        $LogonSession
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $record = [ordered]@{
        Snippet = $Name
        Ok = $true
        Milliseconds = 0
        LogonSession = $LogonSession
    }
    $started = [datetime]::UtcNow
    try {
        $record['Data'] = $null
        & $Name @Argument | ForEach-Object -Process {
            if ($PSItem -is [string]) {
                $PSItem
            }
            else {
                $record['Data'] = $PSItem
            }
        }
    }
    catch {
        $record['Ok'] = $false
        $record['Error'] = Get-PrtErrorFact -ErrorRecord $PSItem
    }
    $record['Milliseconds'] = [int]([datetime]::UtcNow - $started).TotalMilliseconds
    ConvertTo-PrtRecord -Record $record
}
