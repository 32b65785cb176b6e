function Invoke-PrtSnippet {
    <#
    .SYNOPSIS
    Runs one snippet and gives its record: data, or the error as data.

    .DESCRIPTION
    Nothing a snippet does wrong ends the visit. Of its output the last object counts, so that a program that prints
    something unasked cannot change the shape of Data.

    .PARAMETER Name
    The function.

    .PARAMETER Argument
    Its parameters.

    .PARAMETER LogonSession
    Whose session the data are about.

    .EXAMPLE
    Invoke-PrtSnippet -Name 'Get-PrtHostFact' -Argument @{} -LogonSession (Get-PrtCaller)

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Snippet, Ok, Milliseconds, LogonSession, and Data or Error.
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
        # Not by Select-Object: a JEA session puts a function in its place that knows only properties of commands.
        $record['Data'] = $null
        & $Name @Argument | ForEach-Object -Process { $record['Data'] = $PSItem }
    }
    catch {
        $record['Ok'] = $false
        $record['Error'] = Get-PrtErrorFact -ErrorRecord $PSItem
    }
    $record['Milliseconds'] = [int]([datetime]::UtcNow - $started).TotalMilliseconds
    $record
}
