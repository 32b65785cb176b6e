# What a simulated Windows host answers to the cmdlets that the snippets call and PowerShell 7 elsewhere does not have:
# CIM, event logs, scheduled tasks, the registry, the process list and the clock. Functions win over cmdlets of the same
# name, so the script under test runs unchanged. Errors carry the FullyQualifiedErrorId of the real cmdlets.
#
# The facts come from story.json (see pwsh_host.py); times are Unix milliseconds on the host's own clock.

param(
    [Parameter(Mandatory = $true)]
    [System.Collections.IDictionary]$Story,

    [Parameter(Mandatory = $true)]
    [string]$Folder
)

$script:Story = $Story
$script:TaskFolder = Join-Path -Path $Folder -ChildPath 'Tasks'
$script:Tasks = @{}
$script:SessionChannel = 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'
$script:FirstDesktop = 1000000000
$script:TaskHasRun = 0
$script:TaskIsRunning = 267009
$script:TaskHasNotRun = 267011

# What earlier visits left here.
foreach ($file in @(Microsoft.PowerShell.Management\Get-ChildItem -LiteralPath $script:TaskFolder)) {
    $script:Tasks[$file.Name] = @{
        Session = @{ TaskStays = $false }
        File = ''
        Result = $script:TaskHasRun
        Started = [datetime]::new(1999, 11, 30)
    }
}

function ConvertFrom-LabTime {
    param([long]$Milliseconds)
    [System.DateTimeOffset]::FromUnixTimeMilliseconds($Milliseconds).UtcDateTime
}

function New-LabError {
    param([string]$Id, [string]$Message, [string]$Category = 'NotSpecified')
    [System.Management.Automation.ErrorRecord]::new([System.Exception]::new($Message), $Id, $Category, $null)
}

function New-LabEvent {
    param([int]$Id, [long]$Time, [object[]]$Values = @(), [string]$Xml = '')
    $properties = @(foreach ($value in $Values) { [pscustomobject]@{ Value = $value } })
    $record = [pscustomobject]@{
        Id = $Id
        TimeCreated = ConvertFrom-LabTime -Milliseconds $Time
        Properties = $properties
        Xml = $Xml
    }
    $record | Add-Member -MemberType ScriptMethod -Name ToXml -Value { $this.Xml } -PassThru
}

function Get-Date {
    [CmdletBinding()]
    param()
    (Microsoft.PowerShell.Utility\Get-Date).AddMinutes($script:Story['ClockMinutesOff'])
}

function Get-LabSurrounding {
    # What the snippet of that name is to find: the very data of its record.
    param([string]$Snippet)
    $script:Story['Surroundings'][$Snippet]
}

function Get-LabHiveSid {
    # SYSTEM's hive and those of the signed-in users are loaded; each user has a class hive beside.
    'S-1-5-18'
    foreach ($session in $script:Story['Sessions']) {
        $session['Sid']
        $session['Sid'] + '_Classes'
    }
}

function Get-ChildItem {
    [CmdletBinding()]
    param([string]$LiteralPath, [string]$Filter)
    $join = Get-LabSurrounding -Snippet 'Get-PrtJoinFact'
    switch -Wildcard ($LiteralPath) {
        'Cert:\LocalMachine\My' {
            foreach ($entry in (Get-LabSurrounding -Snippet 'Get-PrtDeviceCertificate')['Certificates']) {
                [pscustomobject]@{
                    Issuer = 'DC=net + DC=windows + CN=MS-Organization-Access + OU=82dbaca4-3e81-46ca-9c73-0950c1eaca97'
                    Subject = 'CN=' + $entry['DeviceId']
                    Thumbprint = $entry['Thumbprint']
                    NotBefore = [datetime]$entry['NotBeforeUtc']
                    NotAfter = [datetime]$entry['NotAfterUtc']
                    HasPrivateKey = $entry['HasPrivateKey']
                }
            }
            return
        }
        'Registry::HKEY_USERS' {
            foreach ($sid in @(Get-LabHiveSid | Sort-Object -Unique)) {
                [pscustomobject]@{ PSChildName = $sid }
            }
            return
        }
        'Registry::*\CloudDomainJoin\JoinInfo' {
            foreach ($entry in $join['Joins']) {
                [pscustomobject]@{ PSChildName = $entry['Thumbprint'] }
            }
            return
        }
        'Registry::*\CloudDomainJoin\TenantInfo' {
            foreach ($tenant in $join['Tenants']) {
                [pscustomobject]@{ PSChildName = $tenant }
            }
            return
        }
        'Registry::HKEY_USERS\*\WorkplaceJoin\JoinInfo' {
            foreach ($entry in $join['Workplace']) {
                if ($LiteralPath -like ('*\' + $entry['Sid'] + '\*')) {
                    [pscustomobject]@{ PSChildName = $entry['Thumbprint'] }
                }
            }
            return
        }
        default {
            Microsoft.PowerShell.Management\Get-ChildItem @PSBoundParameters
        }
    }
}

function Test-Path {
    [CmdletBinding()]
    param([string]$LiteralPath, [string]$PathType)
    if ($LiteralPath -like 'Registry::*\WorkplaceJoin\JoinInfo') {
        @(Get-ChildItem -LiteralPath $LiteralPath).Count -gt 0
    }
    elseif ($LiteralPath -like 'Registry::*') {
        $true
    }
    else {
        Microsoft.PowerShell.Management\Test-Path @PSBoundParameters
    }
}

function Get-Tpm {
    [CmdletBinding()]
    param()
    $tpm = Get-LabSurrounding -Snippet 'Get-PrtTpmFact'
    [pscustomobject]@{
        TpmPresent = $tpm['Present']
        TpmReady = $tpm['Ready']
        TpmOwned = $tpm['Owned']
        LockedOut = $tpm['LockedOut']
        LockoutCount = $tpm['LockoutCount']
    }
}

function Get-Service {
    [CmdletBinding()]
    param([string]$Name)
    $status = if ((Get-LabSurrounding -Snippet 'Get-PrtTimeService')['Running']) { 'Running' } else { 'Stopped' }
    [pscustomobject]@{ Name = $Name; Status = $status }
}

function Invoke-WebRequest {
    # A lab host reaches nobody: only the loopback is the lab's.
    [CmdletBinding()]
    param([string]$Uri, [string]$Method, [int]$TimeoutSec, [int]$MaximumRedirection, [switch]$UseBasicParsing)
    $PSCmdlet.ThrowTerminatingError((New-LabError -Id 'NameResolutionFailure' -Message "no way to $Uri" -Category ResourceUnavailable))
}

function Get-LabAccountProxy {
    param([string]$LiteralPath)
    foreach ($entry in (Get-LabSurrounding -Snippet 'Get-PrtProxySetting')['Accounts']) {
        if ($LiteralPath -like ('*\' + $entry['Sid'] + '\*')) {
            $values = @{ ProxyEnable = [int]$entry['Enabled'] }
            if ($entry['Server']) {
                $values['ProxyServer'] = $entry['Server']
            }
            [pscustomobject]$values
        }
    }
}

function Get-LabTimeValue {
    param([string]$LiteralPath)
    $service = Get-LabSurrounding -Snippet 'Get-PrtTimeService'
    if ($LiteralPath -like '*\Parameters') {
        [pscustomobject]@{ Type = $service['Type']; NtpServer = $service['Server'] }
    }
    elseif ($LiteralPath -like '*\Config') {
        [pscustomobject]@{ LastKnownGoodTime = ([datetime]$service['LastGoodUtc']).ToFileTimeUtc() }
    }
    else {
        [pscustomobject]@{ Start = $service['StartMode'] }
    }
}

function Get-LabTenant {
    param([string]$LiteralPath)
    $join = Get-LabSurrounding -Snippet 'Get-PrtJoinFact'
    foreach ($entry in @($join['Joins']) + @($join['Workplace'])) {
        if (($null -ne $entry) -and ($LiteralPath -like ('*\JoinInfo\' + $entry['Thumbprint']))) {
            return [pscustomobject]@{ TenantId = $entry['TenantId'] }
        }
    }
}

function Get-ItemProperty {
    [CmdletBinding()]
    param([string]$LiteralPath)
    switch -Wildcard ($LiteralPath) {
        'Registry::*\JoinInfo\*' {
            Get-LabTenant -LiteralPath $LiteralPath
            return
        }
        'Registry::*\Services\W32Time*' {
            Get-LabTimeValue -LiteralPath $LiteralPath
            return
        }
        'Registry::HKEY_USERS\*\Internet Settings' {
            Get-LabAccountProxy -LiteralPath $LiteralPath
            return
        }
        'Registry::*\IdentityStore\LogonCache\*' {
            $session = @($script:Story['Sessions'] | Where-Object { $LiteralPath -like ('*\' + $_['Sid']) })[0]
            if ($session -and $session['Upn']) {
                return [pscustomobject]@{ IdentityName = $session['Upn'] }
            }
        }
        'Registry::*\Internet Settings\Connections' {
            $digits = (Get-LabSurrounding -Snippet 'Get-PrtProxySetting')['WinHttp']
            if ($digits) {
                [pscustomobject]@{ WinHttpSettings = [System.Convert]::FromHexString($digits) }
                return
            }
        }
        'HKLM:*\Windows NT\CurrentVersion' {
            [pscustomobject]@{ CurrentBuildNumber = $script:Story['BuildNumber']; UBR = $script:Story['Revision'] }
        }
        'HKLM:*\Control\ProductOptions' {
            [pscustomobject]@{ ProductType = $script:Story['ProductOption'] }
        }
        default {
            $PSCmdlet.ThrowTerminatingError((New-LabError -Id 'PathNotFound' -Message "no key $LiteralPath" -Category ObjectNotFound))
        }
    }
}

function Get-CimInstance {
    [CmdletBinding()]
    param([string]$ClassName, [string]$Namespace, [string]$Filter, [int]$OperationTimeoutSec)
    switch ($ClassName) {
        'Win32_OperatingSystem' {
            [pscustomobject]@{
                Version = $script:Story['Version']
                Caption = $script:Story['Caption']
                ProductType = $script:Story['ProductType']
                LastBootUpTime = ConvertFrom-LabTime -Milliseconds $script:Story['LastBoot']
            }
        }
        'Win32_ComputerSystem' {
            [pscustomobject]@{
                PartOfDomain = $script:Story['PartOfDomain']
                DNSHostName = $script:Story['HostName']
                Domain = $script:Story['Domain']
            }
        }
        'Win32_Tpm' {
            $tpm = Get-LabSurrounding -Snippet 'Get-PrtTpmFact'
            if ($tpm['Present']) {
                [pscustomobject]@{ SpecVersion = $tpm['SpecVersion'] + ', 0, 1.38'; IsOwned_InitialValue = $tpm['Owned'] }
            }
        }
        'Win32_Process' {
            if ($script:Story['TasksFail']) {
                # Only the first look fails: the one of the user tasks.
                $script:Story['TasksFail'] = $false
                $PSCmdlet.ThrowTerminatingError((New-LabError -Id 'HRESULT 0x80041003' -Message 'Access denied' -Category PermissionDenied))
            }
            if ($Filter -like 'SessionId = *') {
                # A desktop without explorer.exe: a process of the system comes first, then one of the user.
                foreach ($session in $script:Story['Sessions']) {
                    if ($Filter -eq ('SessionId = ' + $session['SessionId'])) {
                        $system = @{ Sid = 'S-1-5-18'; Domain = 'NT AUTHORITY'; User = 'SYSTEM' }
                        foreach ($entry in @(@('winlogon.exe', 1, $system), @('sihost.exe', 2, $session))) {
                            [pscustomobject]@{
                                Name = $entry[0]
                                ProcessId = $script:FirstDesktop + (1000 * $entry[1]) + $session['SessionId']
                                SessionId = $session['SessionId']
                                CreationDate = ConvertFrom-LabTime -Milliseconds ($session['Logon'] + $entry[1])
                                LabSession = $entry[2]
                            }
                        }
                    }
                }
                return
            }
            foreach ($session in @($script:Story['Sessions'] | Where-Object { $_['Desktop'] })) {
                [pscustomobject]@{
                    Name = 'explorer.exe'
                    ProcessId = $script:FirstDesktop + $session['SessionId']
                    SessionId = $session['SessionId']
                    LabSession = $session
                }
            }
            for ($number = 1; $number -le $script:Story['Hidden']; $number++) {
                [pscustomobject]@{
                    Name = 'explorer.exe'
                    ProcessId = $script:FirstDesktop + 100 + $number
                    SessionId = 100 + $number
                    LabSession = $null
                }
            }
        }
        default {
            $PSCmdlet.ThrowTerminatingError((New-LabError -Id 'HRESULT 0x80041010' -Message "no class $ClassName" -Category MetadataError))
        }
    }
}

function Invoke-CimMethod {
    [CmdletBinding()]
    param([object]$InputObject, [string]$MethodName, [int]$OperationTimeoutSec)
    $session = $InputObject.LabSession
    if ($null -eq $session) {
        # Access denied, as the method of the real class says it.
        return [pscustomobject]@{ Sid = $null; Domain = $null; User = $null; ReturnValue = 2 }
    }
    switch ($MethodName) {
        'GetOwnerSid' { [pscustomobject]@{ Sid = $session['Sid']; ReturnValue = 0 } }
        'GetOwner' { [pscustomobject]@{ Domain = $session['Domain']; User = $session['User']; ReturnValue = 0 } }
        default {
            $PSCmdlet.ThrowTerminatingError((New-LabError -Id 'HRESULT 0x80041055' -Message "no method $MethodName" -Category InvalidOperation))
        }
    }
}

function Get-Process {
    [CmdletBinding()]
    param([string[]]$Name, [int[]]$Id)
    if ($PSBoundParameters.ContainsKey('Id') -and ($Id[0] -gt $script:FirstDesktop)) {
        [pscustomobject]@{ Name = 'explorer'; Id = $Id[0] }
    }
    elseif ($PSBoundParameters.ContainsKey('Id')) {
        Microsoft.PowerShell.Management\Get-Process -Id $Id
    }
    elseif (@($Name) -contains 'LogonUI') {
        foreach ($session in $script:Story['Sessions']) {
            if ($session['State'] -eq 'locked') {
                [pscustomobject]@{ Name = 'LogonUI'; SessionId = $session['SessionId'] }
            }
        }
    }
    elseif (-not $PSBoundParameters.ContainsKey('Name')) {
        foreach ($session in $script:Story['Sessions']) {
            foreach ($name in @('winlogon', 'sihost')) {
                [pscustomobject]@{ Name = $name; SessionId = $session['SessionId'] }
            }
        }
    }
}

function Get-LabSessionEvent {
    # 21: session logon succeeded, 24: session disconnected. Newest first, as the event service counts.
    $records = @(
        foreach ($session in $script:Story['Sessions']) {
            $values = @(($session['Domain'] + '\' + $session['User']), $session['SessionId'])
            New-LabEvent -Id 21 -Time $session['Logon'] -Values $values
            if ($session['State'] -eq 'disconnected') {
                New-LabEvent -Id 24 -Time ($session['Logon'] + 60000) -Values $values
            }
        }
    )
    $records | Sort-Object -Property TimeCreated -Descending
}

function Get-LabUnlockEvent {
    # 4801: workstation unlocked, the user's SID first. 4624: logged on, the user's SID after four fields of the subject.
    $records = @(
        foreach ($session in $script:Story['Sessions']) {
            $values = @($session['Sid'], $session['User'], $session['Domain'])
            if ($session['UnlockId'] -eq 4624) {
                $values = @('S-1-5-18', 'SYSTEM', 'NT AUTHORITY', '0x3e7') + $values
            }
            if ($session['UnlockId'] -ne 0) {
                New-LabEvent -Id $session['UnlockId'] -Time $session['Unlock'] -Values $values
            }
        }
    )
    $records | Sort-Object -Property TimeCreated -Descending
}

function Get-LabChannelEvent {
    # Newest first; Query is the XPath, '' for everything. A record that cannot be read is an error whose id is what it says.
    param([System.Collections.IDictionary]$Channel, [string]$Query = '')
    $from = [long]::MinValue
    $since = [regex]::Match($Query, '@SystemTime>="([^"]+)"').Groups[1].Value
    if ($since -ne '') {
        $from = [System.DateTimeOffset]::Parse($since, [cultureinfo]::InvariantCulture).ToUnixTimeMilliseconds()
    }
    $share = ''
    if ($Query -match 'Task!=101|EventID=304|EventID>=304') {
        $share = 'others'
    }
    elseif ($Query -match 'Task=101|EventID=358') {
        $share = 'ours'
    }
    $events = @($Channel['Events'])
    for ($index = $events.Count - 1; $index -ge 0; $index--) {
        $isOfShare = ($share -eq '') -or ([bool]$events[$index]['IsAboutPrt'] -eq ($share -eq 'ours'))
        if (($events[$index]['Time'] -lt $from) -or (-not $isOfShare)) {
            continue
        }
        if ($index -lt $Channel['Unreadable']) {
            New-LabError -Id 'The description string was not found.' -Message 'The description string was not found.'
        }
        else {
            New-LabEvent -Id $events[$index]['Id'] -Time $events[$index]['Time'] -Xml $events[$index]['Xml']
        }
    }
}

function Get-WinEvent {
    [CmdletBinding()]
    param(
        [string]$ListLog,
        [string]$LogName,
        [string]$FilterXPath,
        [hashtable]$FilterHashtable,
        [string]$FilterXml,
        [long]$MaxEvents = [long]::MaxValue,
        [switch]$Oldest
    )
    $channel = $script:Story['Channels'][$ListLog + $LogName]
    if ($channel -and ($channel['State'] -eq 'missing')) {
        $PSCmdlet.WriteError((New-LabError -Id 'NoMatchingLogsFound' -Message 'There is not an event log that matches.' -Category ObjectNotFound))
        return
    }
    if ($channel -and $ListLog -and ($channel['State'] -eq 'denied')) {
        # Both, as the cmdlet does it: no information, and then nothing that matches the name.
        $PSCmdlet.WriteError((New-LabError -Id 'LogInfoUnavailable' -Message 'To access the log start PowerShell with elevated user rights.'))
        $PSCmdlet.WriteError((New-LabError -Id 'NoMatchingLogsFound' -Message 'There is not an event log that matches.' -Category ObjectNotFound))
        return
    }
    if ($channel -and ($channel['State'] -eq 'denied')) {
        $PSCmdlet.ThrowTerminatingError((New-LabError -Id 'System.UnauthorizedAccessException' -Message 'Attempted to perform an unauthorized operation.' -Category PermissionDenied))
    }
    if ($channel -and $LogName -and $channel['IsForwardOnly'] -and (-not $Oldest)) {
        $PSCmdlet.ThrowTerminatingError((New-LabError -Id 'SpecifyOldestForLog' -Message 'The log can be read only in the forward chronological order.' -Category InvalidArgument))
    }
    if ($ListLog -and (-not $channel)) {
        return [pscustomobject]@{ LogName = $ListLog; IsEnabled = $true; RecordCount = 4000 }
    }
    if ($ListLog) {
        return [pscustomobject]@{
            LogName = $ListLog
            IsEnabled = $channel['State'] -eq 'ok'
            LogMode = $channel['Mode']
            MaximumSizeInBytes = $channel['Size']
            RecordCount = @($channel['Events']).Count
        }
    }
    $found = @()
    if ($FilterXml) {
        $found = @(Get-LabUnlockEvent)
    }
    elseif ($FilterHashtable -and ($FilterHashtable['LogName'] -eq $script:SessionChannel)) {
        $found = @(Get-LabSessionEvent)
    }
    elseif ($channel) {
        $found = @(Get-LabChannelEvent -Channel $channel -Query $FilterXPath)
        if ($Oldest) {
            [array]::Reverse($found)
        }
    }
    # As the cmdlet does it: a broken record is an error of its own, and the others still come.
    $given = 0
    foreach ($record in $found) {
        if ($given -ge $MaxEvents) {
            break
        }
        if ($record -is [System.Management.Automation.ErrorRecord]) {
            $PSCmdlet.WriteError($record)
        }
        else {
            $given += 1
            $record
        }
    }
    if ($given -eq 0) {
        $PSCmdlet.WriteError((New-LabError -Id 'NoMatchingEventsFound' -Message 'No events were found that match.' -Category ObjectNotFound))
    }
}

function Register-ScheduledTask {
    [CmdletBinding()]
    param([string]$TaskName, [string]$TaskPath, [string]$Xml)
    $definition = [xml]$Xml
    $sid = [string]$definition.Task.Principals.Principal.UserId
    $session = @($script:Story['Sessions'] | Where-Object { $_['Sid'] -eq $sid })[0]
    if ($sid -eq 'S-1-5-18') {
        $session = $script:Story['SystemTask']
    }
    if ($session['TaskEnd'] -eq 'refused') {
        $PSCmdlet.ThrowTerminatingError((New-LabError -Id $session['Refusal'] -Message $session['RefusalMessage'] -Category PermissionDenied))
    }
    $line = [string]$definition.Task.Actions.Exec.Arguments
    $script:Tasks[$TaskName] = @{
        Session = $session
        File = [regex]::Match($line, '>>(\S+) 2>nul').Groups[1].Value
        Result = $script:TaskHasNotRun
        Started = [datetime]::new(1999, 11, 30)
    }
    # The engine counts these files: what is left of them at the end was left on the host.
    $null = New-Item -Path (Join-Path -Path $script:TaskFolder -ChildPath $TaskName) -ItemType File -Force
    [pscustomobject]@{ TaskName = $TaskName; TaskPath = $TaskPath }
}

function Start-ScheduledTask {
    [CmdletBinding()]
    param([string]$TaskName, [string]$TaskPath)
    $task = $script:Tasks[$TaskName]
    $task['Started'] = Get-Date
    $task['Result'] = $script:TaskHasRun
    $session = $task['Session']
    switch ($session['TaskEnd']) {
        'unreadable' {
            Remove-Item -LiteralPath $task['File'] -Force
            $null = New-Item -Path $task['File'] -ItemType SymbolicLink -Value $script:TaskFolder
        }
        'running' {
            $task['Result'] = $script:TaskIsRunning
            [System.IO.File]::AppendAllText($task['File'], $session['TaskText'])
        }
        default {
            [System.IO.File]::AppendAllText($task['File'], $session['TaskText'])
        }
    }
}

function Get-ScheduledTask {
    [CmdletBinding()]
    param([string]$TaskName, [string]$TaskPath)
    foreach ($name in @($script:Tasks.Keys)) {
        if ($name -like $TaskName) {
            [pscustomobject]@{ TaskName = $name; TaskPath = '\' }
        }
    }
}

function Get-ScheduledTaskInfo {
    [CmdletBinding()]
    param([string]$TaskName, [string]$TaskPath)
    if (-not $script:Tasks.ContainsKey($TaskName)) {
        $PSCmdlet.ThrowTerminatingError((New-LabError -Id 'HRESULT 0x80070002' -Message 'The system cannot find the file specified.' -Category ObjectNotFound))
    }
    $task = $script:Tasks[$TaskName]
    [pscustomobject]@{ LastTaskResult = $task['Result']; LastRunTime = $task['Started'] }
}

function Stop-ScheduledTask {
    [CmdletBinding()]
    param([string]$TaskName, [string]$TaskPath)
    $script:Tasks[$TaskName]['Result'] = $script:TaskHasRun
}

function Unregister-ScheduledTask {
    [CmdletBinding(SupportsShouldProcess = $true)]
    param([string]$TaskName, [string]$TaskPath)
    if ($script:Tasks[$TaskName]['Session']['TaskStays']) {
        $PSCmdlet.ThrowTerminatingError((New-LabError -Id 'HRESULT 0x80070005' -Message 'Access is denied.' -Category PermissionDenied))
    }
    if ($PSCmdlet.ShouldProcess($TaskName)) {
        $script:Tasks.Remove($TaskName)
        Remove-Item -LiteralPath (Join-Path -Path $script:TaskFolder -ChildPath $TaskName) -Force
    }
}

Export-ModuleMember -Function @(
    'Get-Date', 'Get-ItemProperty', 'Get-ChildItem', 'Test-Path', 'Get-Tpm', 'Get-Service', 'Invoke-WebRequest', 'Get-CimInstance', 'Invoke-CimMethod', 'Get-Process', 'Get-WinEvent',
    'Register-ScheduledTask', 'Start-ScheduledTask', 'Get-ScheduledTask', 'Get-ScheduledTaskInfo',
    'Stop-ScheduledTask', 'Unregister-ScheduledTask'
)
