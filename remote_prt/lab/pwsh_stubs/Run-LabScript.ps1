# Runs the received script in a PowerShell 7 that has been given the cmdlets of a simulated Windows host, and writes what
# comes out of every stream as one line each: the stream's name, a tab, the text as UTF-8 in base64.

param(
    [Parameter(Mandatory = $true)]
    [string]$Folder
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$storyText = Get-Content -LiteralPath (Join-Path -Path $Folder -ChildPath 'story.json') -Raw -Encoding utf8
$story = ConvertFrom-Json -InputObject $storyText -AsHashtable
$received = Get-Content -LiteralPath (Join-Path -Path $Folder -ChildPath 'received.ps1') -Raw -Encoding utf8
$env:SystemRoot = Join-Path -Path $Folder -ChildPath 'Windows'
$env:COMPUTERNAME = $story['ComputerName']
$env:USERDOMAIN = 'LAB'
$env:USERNAME = 'sweeper'
$module = Join-Path -Path $PSScriptRoot -ChildPath 'RemotePrtLab.psm1'
Import-Module -Name $module -ArgumentList @($story, $Folder) -Global -DisableNameChecking

function Write-LabItem {
    param([string]$Stream, [string]$Text)
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($Text)
    [System.Console]::Out.WriteLine($Stream + "`t" + [System.Convert]::ToBase64String($bytes))
    [System.Console]::Out.Flush()
}

$parameters = $story['Parameters']
$ErrorActionPreference = 'Continue'
& ([scriptblock]::Create($received)) @parameters *>&1 | ForEach-Object -Process {
    switch ($PSItem) {
        { $PSItem -is [System.Management.Automation.ErrorRecord] } { Write-LabItem -Stream 'error' -Text ([string]$PSItem); break }
        { $PSItem -is [System.Management.Automation.WarningRecord] } { Write-LabItem -Stream 'warning' -Text ([string]$PSItem); break }
        { $PSItem -is [System.Management.Automation.VerboseRecord] } { Write-LabItem -Stream 'verbose' -Text ([string]$PSItem); break }
        default { Write-LabItem -Stream 'output' -Text ([string]$PSItem) }
    }
}
