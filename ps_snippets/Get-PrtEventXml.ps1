function Get-PrtEventXml {
    <#
    .SYNOPSIS
    Gives the XML of the newest records that match a query, newest first, or of the oldest, oldest first.

    .DESCRIPTION
    XML holds ids and data by name, in no language. The event service filters and counts; a record it cannot read does not
    hide the others. Where ToXml may not be called, wevtutil writes the same XML into a file in a protected folder: read
    from the pipe it would be decoded with the console's code page, in the file it is Unicode. The query goes through a
    file as well, because cmd would act on its signs. Who may not write, or cannot make that folder, is told constrained.
    That detour is unverified on real hosts.

    .PARAMETER LogName
    The channel.

    .PARAMETER Query
    XPath, without signs that XML reserves except in quotes and comparisons.

    .PARAMETER MaxEvents
    How many records at most.

    .PARAMETER Oldest
    Count from the oldest record: an analytic channel can be read in no other way.

    .PARAMETER MayWrite
    The detour may make its folder.

    .EXAMPLE
    Get-PrtEventXml -LogName 'System' -Query '*[System[EventID=6005]]' -MaxEvents 3

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with State (ok, missing, denied or constrained), Unreadable (int),
    IsShortened (bool, never here) and Events (array of string, one Event element each; empty when no record matches).

    .NOTES
    Writes on the host: two files in a protected folder, only with MayWrite where ToXml may not be called; both are removed at once.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$LogName,

        [Parameter(Mandatory = $true)]
        [string]$Query,

        [Parameter(Mandatory = $true)]
        [int]$MaxEvents,

        [switch]$Oldest,

        [switch]$MayWrite
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $state = 'ok'
    $unreadable = 0
    $events = @()
    if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        $answer = Get-PrtEventRecord -Filter @{
            LogName = $LogName
            FilterXPath = $Query
            MaxEvents = $MaxEvents
            Oldest = [bool]$Oldest
        }
        $state = [string]$answer['State']
        $unreadable = [int]$answer['Unreadable']
        foreach ($record in @($answer['Records'])) {
            try {
                # FullLanguage: an event record is no core type.
                $events += [string]$record.ToXml()
            }
            catch {
                $unreadable += 1
            }
        }
    }
    else {
        $folder = $null
        $open = @{}
        try {
            if ($MayWrite) {
                try {
                    $folder = New-PrtWorkFolder -LifeSeconds 300 -Open $open
                }
                catch {
                    # No administrator: without a protected folder there is no detour.
                    $folder = $null
                }
            }
            if ($null -eq $folder) {
                $state = 'constrained'
            }
            else {
                $queryFile = Join-Path -Path $folder['Path'] -ChildPath 'query.xml'
                $eventFile = Join-Path -Path $folder['Path'] -ChildPath 'events.xml'
                $escaped = $Query.Replace('&', '&amp;').Replace('<', '&lt;').Replace('>', '&gt;')
                $select = '<QueryList><Query Id="0" Path="{0}"><Select Path="{0}">{1}</Select></Query></QueryList>' -f $LogName, $escaped
                Set-Content -LiteralPath $queryFile -Value $select -Encoding Unicode
                $wevtutil = Get-PrtSystemPath -Name 'wevtutil.exe'
                $count = '/c:' + [string]$MaxEvents
                $direction = '/rd:true'
                if ($Oldest) {
                    $direction = '/rd:false'
                }
                $words = @('/d', '/c', $wevtutil, 'qe', $queryFile, '/sq:true', '/f:xml', '/uni:true', $direction, $count, '>', $eventFile)
                $answer = Invoke-PrtNativeCommand -FilePath (Get-PrtSystemPath -Name 'cmd.exe') -Argument $words
                if ($answer['ExitCode'] -ne 0) {
                    Write-Error -Message ('wevtutil ended with ' + [string]$answer['ExitCode']) -ErrorId 'WevtutilFailed' -Category ReadError
                }
                $text = [string](Get-Content -LiteralPath $eventFile -Raw -Encoding Unicode)
                foreach ($piece in ($text -split '(?<=</Event>)')) {
                    if ($piece.Trim() -ne '') {
                        $events += [string]$piece.Trim()
                    }
                }
            }
        }
        finally {
            foreach ($name in @($open.Keys)) {
                $null = Remove-PrtUserTask -TaskName $name
            }
        }
    }
    [ordered]@{
        State = $state
        Unreadable = $unreadable
        IsShortened = $false
        Events = $events
    }
}
