function Get-PrtErrorFact {
    <#
    .SYNOPSIS
    Turns an error record into plain bounded data.

    .DESCRIPTION
    Id is the FullyQualifiedErrorId, which Windows never translates; Message is for people only. Both are cut, because a
    message may repeat whatever a program printed.

    .PARAMETER ErrorRecord
    What a catch block finds in the automatic variable of the current object.

    .EXAMPLE
    try { Get-Item -LiteralPath 'C:\nothing' } catch { Get-PrtErrorFact -ErrorRecord $PSItem }

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Id, Category and Message, all strings.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        $ErrorRecord
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $id = [string]$ErrorRecord.FullyQualifiedErrorId
    if ($id.Length -gt 300) {
        $id = $id.Substring(0, 300)
    }
    $message = [string]$ErrorRecord.Exception.Message
    if ($message.Length -gt 1000) {
        $message = $message.Substring(0, 1000)
    }
    [ordered]@{
        Id = $id
        Category = [string]$ErrorRecord.CategoryInfo.Category
        Message = $message
    }
}
