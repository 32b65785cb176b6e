# RemotePrt 0.1.0: the functions that remote_prt runs on hosts, as a module for JEA endpoints.
# Written by `remote_prt snippets module`; each function stands here as `remote_prt snippets show NAME` prints it.

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

function ConvertTo-PrtTaskXml {
    <#
    .SYNOPSIS
    Writes the definition of the one-shot task that runs dsregcmd in a user's own session.

    .DESCRIPTION
    The principal is the user's SID with the token of the running sign-in (InteractiveToken) and limited rights: dsregcmd
    must not run elevated, and an administrator needs no password for it. The task may start and go on on battery, has an
    execution limit, and deletes itself once its end boundary is over; the trigger lies in the past and never fires, it
    only carries that boundary. Hidden hides it in the console of the task scheduler, not its window.

    The action prints the proof lines (docs/formats.md) and then what dsregcmd says, appended to the result file. It has no
    quotes, because conhost would rewrite them. No code page is set: dsregcmd writes ANSI bytes whatever chcp says, and
    what proves the user, the SID, is ASCII. Of several sessions of one account the task scheduler picks one, so the task
    says itself which it was; cmd knows no session number, PowerShell does, and is started only in that case.

    From build 19041 on conhost.exe --headless keeps the console window away (an undocumented switch); before, the
    window shows for a moment. All of this is unverified on real hosts.

    .PARAMETER Sid
    The account.

    .PARAMETER ResultPath
    The file to append to.

    .PARAMETER TaskSeconds
    The execution limit.

    .PARAMETER StartBoundaryUtc
    A moment in the past.

    .PARAMETER EndBoundaryUtc
    When the task may be deleted.

    .PARAMETER AskSession
    The account has several sessions: find out in which one the task runs.

    .PARAMETER Request
    What dsregcmd is asked: status, or refreshprt, which no visit asks for.

    .PARAMETER ScriptPath
    A script of PowerShell that is run instead of dsregcmd, by SYSTEM, whose principal has no kind of sign-in.

    .EXAMPLE
    $times = @{ StartBoundaryUtc = '2026-01-31T01:00:00Z'; EndBoundaryUtc = '2026-01-31T01:05:00Z' }
    ConvertTo-PrtTaskXml -Sid 'S-1-12-1-1-2-3-4' -ResultPath 'C:\Windows\w\result.txt' -TaskSeconds 30 @times

    .OUTPUTS
    System.String, the XML that Register-ScheduledTask takes.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [ValidatePattern('^S-1-[0-9-]+$')]
        [string]$Sid,

        [Parameter(Mandatory = $true)]
        [ValidatePattern('^[A-Za-z0-9_:./\\-]+$')]
        [string]$ResultPath,

        [Parameter(Mandatory = $true)]
        [int]$TaskSeconds,

        [Parameter(Mandatory = $true)]
        [string]$StartBoundaryUtc,

        [Parameter(Mandatory = $true)]
        [string]$EndBoundaryUtc,

        [switch]$AskSession,

        [ValidateSet('status', 'refreshprt')]
        [string]$Request = 'status',

        [ValidatePattern('^[A-Za-z0-9_:./\\-]*$')]
        [string]$ScriptPath = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $cmd = Get-PrtSystemPath -Name 'cmd.exe' -ForTask
    $whoami = Get-PrtSystemPath -Name 'whoami.exe' -ForTask
    $dsregcmd = Get-PrtSystemPath -Name 'dsregcmd.exe' -ForTask
    $session = 'echo REMOTE-PRT-PROOF session='
    if ($AskSession) {
        $powershell = Get-PrtSystemPath -Name 'WindowsPowerShell\v1.0\powershell.exe' -ForTask
        $ask = $powershell + ' -NoLogo -NoProfile -NonInteractive -Command Get-Process -Id $PID ^| ForEach-Object -MemberName SessionId'
        $session = 'set /p x=REMOTE-PRT-PROOF session=<nul&' + $ask + '||echo.'
    }
    # set /p prints its prompt without ending the line, and the program that follows ends it.
    $asker = 'set /p x=REMOTE-PRT-PROOF whoami=<nul&' + $whoami + ' /user /fo csv /nh||echo.'
    $steps = @(
        $asker,
        ('set /p x=REMOTE-PRT-PROOF upn=<nul&' + $whoami + ' /upn||echo.'),
        $session,
        'echo REMOTE-PRT-DSREGCMD',
        ($dsregcmd + ' /' + $Request)
    )
    $logon = '<LogonType>InteractiveToken</LogonType>'
    if ($ScriptPath -ne '') {
        $logon = ''
        $engine = Get-PrtSystemPath -Name 'WindowsPowerShell\v1.0\powershell.exe' -ForTask
        $steps = @(
            $asker,
            ($engine + ' -NoLogo -NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -File ' + $ScriptPath)
        )
    }
    $line = '/d /c (' + ($steps -join '&') + ')>>' + $ResultPath + ' 2>nul'
    $program = $cmd
    $conhost = Get-PrtSystemPath -Name 'conhost.exe' -ForTask
    $build = 0
    try {
        $build = [int](Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion').CurrentBuildNumber
    }
    catch {
        $build = 0
    }
    if (($build -ge 19041) -and $conhost) {
        $program = $conhost
        $line = '--headless ' + $cmd + ' ' + $line
    }
    $escaped = $line.Replace('&', '&amp;').Replace('<', '&lt;').Replace('>', '&gt;')
    @(
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
        '<RegistrationInfo><Description>remote_prt: asks once in the session of this account and is removed.</Description></RegistrationInfo>',
        '<Triggers><TimeTrigger>',
        ('<StartBoundary>' + $StartBoundaryUtc + '</StartBoundary><EndBoundary>' + $EndBoundaryUtc + '</EndBoundary><Enabled>true</Enabled>'),
        '</TimeTrigger></Triggers>',
        ('<Principals><Principal id="User"><UserId>' + $Sid + '</UserId>'),
        ($logon + '<RunLevel>LeastPrivilege</RunLevel></Principal></Principals>'),
        '<Settings>',
        '<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
        '<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
        '<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>',
        '<AllowHardTerminate>true</AllowHardTerminate>',
        '<StartWhenAvailable>false</StartWhenAvailable>',
        '<AllowStartOnDemand>true</AllowStartOnDemand>',
        '<Enabled>true</Enabled>',
        '<Hidden>true</Hidden>',
        ('<ExecutionTimeLimit>PT' + [string]$TaskSeconds + 'S</ExecutionTimeLimit>'),
        '<DeleteExpiredTaskAfter>PT0S</DeleteExpiredTaskAfter>',
        '</Settings>',
        ('<Actions Context="User"><Exec><Command>' + $program + '</Command><Arguments>' + $escaped + '</Arguments></Exec></Actions>'),
        '</Task>'
    ) -join "`r`n"
}

function ConvertTo-PrtUtcText {
    <#
    .SYNOPSIS
    Writes a point in time as ISO 8601 UTC text.

    .DESCRIPTION
    Gives 2026-01-31T01:00:00.000Z for any DateTime, whatever the culture or the time zone of the host. Nothing in gives
    an explicit $null out: a function that emits nothing leaves AutomationNull behind, and Windows PowerShell 5.1 writes
    that as {} instead of null.

    .PARAMETER Time
    A DateTime of kind Local or Utc, or $null.

    .EXAMPLE
    ConvertTo-PrtUtcText -Time (Get-Date)

    .OUTPUTS
    System.String, or $null.
    #>
    [CmdletBinding()]
    param(
        [AllowNull()]
        $Time
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    if ($null -eq $Time) {
        $null
    }
    else {
        $utc = ([datetime]$Time).ToUniversalTime()
        $utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", [cultureinfo]::InvariantCulture)
    }
}

function Get-PrtAccountUpn {
    <#
    .SYNOPSIS
    Gives the UPN that Windows remembers of an Entra account, or an empty string.

    .DESCRIPTION
    An Entra sign-in bears the display name, and the events bear the UPN: this ties the two together without a process in
    the user's session. Windows keeps the UPN beside the SID in its IdentityStore. That place is not documented, so
    nothing is lost where it is empty, and it is unverified on real hosts.

    .PARAMETER Sid
    The account.

    .EXAMPLE
    Get-PrtAccountUpn -Sid 'S-1-12-1-1-2-3-4'

    .OUTPUTS
    System.String.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Sid
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $remembered = 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\IdentityStore\LogonCache\B16898C6-A148-4967-9171-64D755DA8520\Sid2Name'
    $upn = ''
    if ($Sid -like 'S-1-12-1-*') {
        try {
            $upn = [string](Get-ItemProperty -LiteralPath ($remembered + '\' + $Sid)).IdentityName
        }
        catch {
            $upn = ''
        }
    }
    if (($upn -like '*@*') -and ($upn.Length -le 1024)) {
        $upn
    }
    else {
        ''
    }
}

function Get-PrtAnsiEncoding {
    <#
    .SYNOPSIS
    Gives what the parameter Encoding needs to read text in the ANSI code page of this Windows.

    .DESCRIPTION
    dsregcmd and whoami write such text. In Windows PowerShell 5.1 its name is Default; in PowerShell 7 that word means
    UTF-8, and a number is taken instead, the code page Windows is set to. Unverified on real hosts.

    .EXAMPLE
    Get-Content -LiteralPath 'C:\Temp\x.txt' -Raw -Encoding (Get-PrtAnsiEncoding)

    .OUTPUTS
    System.String Default, or System.Int32, the number of a code page.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $encoding = 'Default'
    if ($PSVersionTable.PSVersion.Major -gt 5) {
        try {
            $page = [int](Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Nls\CodePage').ACP
            if ($page -gt 0) {
                $encoding = $page
            }
        }
        catch {
            # No such key: this is no Windows, and its programs write UTF-8.
            $encoding = 'Default'
        }
    }
    $encoding
}

function Get-PrtCaller {
    <#
    .SYNOPSIS
    Tells whose logon session the visit itself runs in.

    .DESCRIPTION
    The name and the SID come from whoami, whose CSV columns do not depend on the language and which also works where
    the .NET identity classes may not be called. Where it fails the SID stays empty.

    .EXAMPLE
    Get-PrtCaller

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Kind (caller), Sid, Name (strings) and SessionId (int).
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $sid = ''
    $name = [string]$env:USERDOMAIN + '\' + [string]$env:USERNAME
    try {
        $whoami = Get-PrtSystemPath -Name 'whoami.exe'
        $answer = Invoke-PrtNativeCommand -FilePath $whoami -Argument @('/user', '/fo', 'csv', '/nh')
        $row = ConvertFrom-Csv -InputObject $answer['Text'] -Header @('Name', 'Sid')
        if ([string]$row.Sid -match '^S-1-[0-9-]+$') {
            $sid = [string]$row.Sid
            $name = [string]$row.Name
        }
    }
    catch {
        $sid = ''
    }
    [ordered]@{
        Kind = 'caller'
        Sid = $sid
        Name = $name
        SessionId = [int](Get-Process -Id $PID).SessionId
    }
}

function Get-PrtChannelEvent {
    <#
    .SYNOPSIS
    Reads the records of one event channel within a window, and what state the channel is in.

    .DESCRIPTION
    The event service filters by provider and time and counts from the newest; the records come oldest first. What is
    asked of which channel says Get-PrtChannelQuery: records about the PRT, and a small share of others, because
    applications that ask for tokens fill the same log. That is documented XPath of the event service, unverified on real
    hosts. Errors are told apart by their id, never by their text: no such channel is missing, a switched-off one
    disabled, no right to read denied, anything else failed. Of a switched-off channel no records are sent: what was
    tried since is not in it, so its newest record would pass for the last word. A visit switches no channel on, and
    looks into an analytic one only where somebody else has. The whole answer is bounded: the oldest records give way,
    Capped says so, and CompleteSinceUtc from when on nothing about the PRT is missing.

    .PARAMETER LogName
    The channel.

    .PARAMETER MayWrite
    Where ToXml may not be called, records may take the detour through a file (see Get-PrtEventXml).

    .PARAMETER EventHours
    How far back to look, on the host's own clock.

    .PARAMETER MaxEvents
    How many records about the PRT at most.

    .PARAMETER MaxOther
    How many others at most.

    .PARAMETER MaxCharacters
    How much XML at most.

    .EXAMPLE
    Get-PrtChannelEvent -LogName 'Microsoft-Windows-AAD/Operational' -EventHours 24 -MaxEvents 100

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Channel (string): the channel that was asked.
      State (string): ok, missing, disabled, denied, constrained (ConstrainedLanguage, and no file may be written) or failed.
      ErrorId (string or null): FullyQualifiedErrorId of what ended the reading where State is failed.
      Enabled (bool or null): whether new records are written.
      Mode (string or null): Circular, Retain or AutoBackup.
      MaximumSizeInBytes (int or null): where the log starts over, or stops where it retains.
      RecordCount (int or null): records in the log, whatever the window.
      OldestUtc (string or null): time of the oldest record in the log, whatever the window.
      NewestUtc (string or null): time of the newest record in the log, whatever the window; of an analytic one, the newest read.
      SinceUtc (string): start of the window that was asked.
      Capped (bool): older records within the window were left out, about the PRT or others.
      CompleteSinceUtc (string or null): from here on no record about the PRT was left out; null where none was at all.
      Unreadable (int): records within the window that the event service could not read in full.
      Events (array of string): Event elements as XML, newest kept, oldest first; empty unless State is ok.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$LogName,

        [switch]$MayWrite,

        [int]$EventHours = 168,

        [int]$MaxEvents = 500,

        [int]$MaxOther = 100,

        [int]$MaxCharacters = 4194304
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $now = Get-Date
    $start = $now.AddHours(-$EventHours)
    $since = ConvertTo-PrtUtcText -Time $start
    $data = [ordered]@{
        Channel = $LogName
        State = 'ok'
        ErrorId = $null
        Enabled = $null
        Mode = $null
        MaximumSizeInBytes = $null
        RecordCount = $null
        OldestUtc = $null
        NewestUtc = $null
        SinceUtc = $since
        Capped = $false
        CompleteSinceUtc = $null
        Unreadable = 0
        Events = @()
    }
    try {
        $fact = Get-PrtChannelFact -LogName $LogName
        foreach ($name in @('State', 'Enabled', 'Mode', 'MaximumSizeInBytes', 'RecordCount', 'OldestUtc', 'NewestUtc')) {
            $data[$name] = $fact[$name]
        }
        $shares = @()
        if ($data['State'] -eq 'ok') {
            $shares = @((Get-PrtChannelQuery -LogName $LogName -SinceUtc $since)['Shares'])
        }
        $length = 0
        $kept = @()
        foreach ($share in $shares) {
            $most = $MaxOther
            if ($share['IsAboutPrt']) {
                $most = $MaxEvents
            }
            $ask = @{
                LogName = $LogName
                MaxEvents = $most + 1
                MayWrite = $MayWrite
            }
            if ($share['IsForwardOnly']) {
                $answer = Get-PrtForwardXml @ask -EventHours $EventHours
            }
            else {
                $answer = Get-PrtEventXml @ask -Query $share['Query']
            }
            if ($answer['State'] -ne 'ok') {
                $data['State'] = [string]$answer['State']
            }
            $data['Unreadable'] = [int]$data['Unreadable'] + [int]$answer['Unreadable']
            $count = 0
            $isCapped = $false
            $completeSince = ConvertTo-PrtUtcText -Time $now
            foreach ($xml in @($answer['Events'])) {
                $length += $xml.Length
                if (($count -ge $most) -or ($length -gt $MaxCharacters)) {
                    $isCapped = $true
                    break
                }
                $count += 1
                $number = [int64](-$count)
                if ((-not $share['IsForwardOnly']) -and ([string]$xml -match '<EventRecordID>([0-9]{1,18})<')) {
                    $number = [int64]$Matches[1]
                }
                if ([string]$xml -match 'SystemTime=.([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?)') {
                    $completeSince = [string]$Matches[1] + 'Z'
                    if ($share['IsForwardOnly'] -and ($count -eq 1)) {
                        $data['NewestUtc'] = $completeSince
                    }
                }
                $kept += @{
                    Number = $number
                    Xml = [string]$xml
                }
            }
            if ($isCapped -or $answer['IsShortened']) {
                $data['Capped'] = $true
                if ($share['IsAboutPrt']) {
                    $data['CompleteSinceUtc'] = $completeSince
                }
            }
        }
        # The numbers of one log grow with its records.
        $events = @()
        foreach ($one in @($kept | Sort-Object -Property { $PSItem['Number'] })) {
            $events += [string]$one['Xml']
        }
        $data['Events'] = $events
    }
    catch {
        $problem = Get-PrtErrorFact -ErrorRecord $PSItem
        $data['State'] = 'failed'
        $data['ErrorId'] = [string]$problem['Id']
    }
    if ($data['State'] -ne 'ok') {
        $data['Events'] = @()
    }
    $data
}

function Get-PrtChannelFact {
    <#
    .SYNOPSIS
    Tells what state an event channel is in, how large it may grow and how far its records reach.

    .DESCRIPTION
    Who may not read a channel may not list it either, so a refused listing means denied. An analytic channel cannot be
    read from its newest record, and while it is switched off perhaps not at all: it is looked into only where it is on,
    and its newest record is not asked for.

    .PARAMETER LogName
    The channel.

    .EXAMPLE
    Get-PrtChannelFact -LogName 'Microsoft-Windows-AAD/Operational'

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with State (ok, missing, disabled or denied), Enabled, Mode,
    MaximumSizeInBytes, RecordCount, OldestUtc and NewestUtc, each of these null where it is not known.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$LogName
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $fact = [ordered]@{
        State = 'ok'
        Enabled = $null
        Mode = $null
        MaximumSizeInBytes = $null
        RecordCount = $null
        OldestUtc = $null
        NewestUtc = $null
    }
    $listed = Get-PrtEventRecord -Filter @{ ListLog = $LogName }
    $fact['State'] = [string]$listed['State']
    foreach ($log in @($listed['Records'])) {
        $fact['Enabled'] = [bool]$log.IsEnabled
        $fact['Mode'] = [string]$log.LogMode
        $fact['MaximumSizeInBytes'] = [int64]$log.MaximumSizeInBytes
        if ($null -ne $log.RecordCount) {
            $fact['RecordCount'] = [int64]$log.RecordCount
        }
        if (-not $log.IsEnabled) {
            $fact['State'] = 'disabled'
        }
    }
    $ends = @('OldestUtc', 'NewestUtc')
    $readable = @('ok', 'disabled')
    if ($LogName -like '*/Analytic') {
        $ends = @('OldestUtc')
        $readable = @('ok')
    }
    foreach ($end in $ends) {
        if ($readable -contains $fact['State']) {
            $answer = Get-PrtEventRecord -Filter @{
                LogName = $LogName
                MaxEvents = 1
                Oldest = ($end -eq 'OldestUtc')
            }
            foreach ($record in @($answer['Records'])) {
                $fact[$end] = ConvertTo-PrtUtcText -Time $record.TimeCreated
            }
            if ($answer['State'] -ne 'ok') {
                $fact['State'] = [string]$answer['State']
            }
        }
    }
    $fact
}

function Get-PrtChannelQuery {
    <#
    .SYNOPSIS
    Says what a visit asks of an event channel.

    .DESCRIPTION
    AAD/Operational: the records of the CloudAP plugin (task 101) and the summaries of attempts (1250-1253) are about the
    PRT, all others are applications that ask for tokens. AAD/Analytic: the CloudAP plugin alone; which of the two
    channels an event goes to depends on the build, so the same task is asked of both. User Device Registration/Admin:
    358 and 360-362, what Windows saw of the PRT at a sign-in, and how the device was joined (201, 204, 304-307, 309,
    335). Ids and times are numbers and UTC, so nothing here depends on a language. A query may hold about twenty
    comparisons.

    .PARAMETER LogName
    The channel.

    .PARAMETER SinceUtc
    Start of the window, as ConvertTo-PrtUtcText writes it.

    .EXAMPLE
    Get-PrtChannelQuery -LogName 'Microsoft-Windows-AAD/Operational' -SinceUtc '2026-01-31T01:00:00.000Z'

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Shares: one hashtable per query, with Query (XPath), IsAboutPrt
    and IsForwardOnly (the channel gives its oldest records first, or none).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$LogName,

        [Parameter(Mandatory = $true)]
        [string]$SinceUtc
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $window = 'TimeCreated[@SystemTime>="{0}"]' -f $SinceUtc
    $asked = 'Provider[@Name="Microsoft-Windows-AAD"] and {0}' -f $window
    $ours = '*[System[{0} and (Task=101 or (EventID>=1250 and EventID<=1253))]]' -f $asked
    $others = '*[System[{0} and Task!=101 and (EventID<1250 or EventID>1253)]]' -f $asked
    if ($LogName -like '*/Analytic') {
        $ours = '*[System[{0} and Task=101]]' -f $asked
        $others = ''
    }
    if ($LogName -like '*User Device Registration*') {
        $asked = 'Provider[@Name="Microsoft-Windows-User Device Registration"] and {0}' -f $window
        $ours = '*[System[{0} and (EventID=358 or (EventID>=360 and EventID<=362))]]' -f $asked
        $joins = 'EventID=201 or EventID=204 or EventID=309 or EventID=335 or (EventID>=304 and EventID<=307)'
        $others = '*[System[{0} and ({1})]]' -f $asked, $joins
    }
    $shares = @(
        @{
            Query = $ours
            IsAboutPrt = $true
            IsForwardOnly = ($LogName -like '*/Analytic')
        }
    )
    if ($others -ne '') {
        $shares += @{
            Query = $others
            IsAboutPrt = $false
            IsForwardOnly = $false
        }
    }
    [ordered]@{
        Shares = $shares
    }
}

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

function Get-PrtDsregStatus {
    <#
    .SYNOPSIS
    Runs dsregcmd /status in the logon session of the visit itself.

    .DESCRIPTION
    Through remoting this is a network logon of an administrator: it tells the truth about the device, and never knows a
    user's PRT. On a machine that is only domain joined dsregcmd can take minutes, so it has its own time limit and runs
    last. Nothing is written on the host. ConstrainedLanguage has no way to give a program a time limit without a file or
    a second PowerShell: there it runs without one, and only the deadline of the visit ends it. The bytes are read with
    the ANSI code page.

    .PARAMETER WaitSeconds
    How long dsregcmd may run.

    .PARAMETER MaxTextBytes
    How much text to keep.

    .EXAMPLE
    Get-PrtDsregStatus -WaitSeconds 20

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Text (string): dsregcmd /status as the remoting account.
      ExitCode (int or null): null when it was ended.
      TimedOut (bool): it was ended because its time was up.
    #>
    [CmdletBinding()]
    param(
        [int]$WaitSeconds = 30,

        [int]$MaxTextBytes = 262144
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $path = Get-PrtSystemPath -Name 'dsregcmd.exe'
    if ($null -eq $path) {
        Write-Error -Message 'this Windows has no dsregcmd.exe' -ErrorId 'NoDsregcmd' -Category ObjectNotFound
    }
    $timedOut = $false
    $exitCode = $null
    if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        # FullLanguage: the Process class is no core type.
        $start = New-Object -TypeName System.Diagnostics.ProcessStartInfo -ArgumentList @($path, '/status')
        $start.UseShellExecute = $false
        $start.CreateNoWindow = $true
        $start.RedirectStandardOutput = $true
        $start.StandardOutputEncoding = [System.Text.Encoding]::Default
        $page = Get-PrtAnsiEncoding
        if ($page -is [int]) {
            # FullLanguage: PowerShell 7, where that default is UTF-8.
            $start.StandardOutputEncoding = [System.Text.Encoding]::GetEncoding($page)
        }
        # FullLanguage: started here, read while it runs, so that a full pipe never blocks it.
        $process = [System.Diagnostics.Process]::Start($start)
        # FullLanguage: reading goes on in the background.
        $reading = $process.StandardOutput.ReadToEndAsync()
        # FullLanguage: the only wait that has an end.
        $timedOut = -not $process.WaitForExit($WaitSeconds * 1000)
        if ($timedOut) {
            try {
                # FullLanguage: what it printed so far arrives once it is gone.
                $null = $process.Kill()
            }
            catch {
                # It ended in this very moment; what it printed counts all the same.
                $exitCode = $null
            }
        }
        else {
            $exitCode = [int]$process.ExitCode
        }
        $text = ''
        # FullLanguage: a child that kept the pipe open must not hold us.
        if ($reading.Wait(3000)) {
            $text = [string]$reading.Result
        }
    }
    else {
        $answer = Invoke-PrtNativeCommand -FilePath $path -Argument @('/status')
        $exitCode = [int]$answer['ExitCode']
        $text = [string]$answer['Text']
    }
    if ($text.Length -gt $MaxTextBytes) {
        $text = $text.Substring(0, $MaxTextBytes)
    }
    [ordered]@{
        Text = $text
        ExitCode = $exitCode
        TimedOut = $timedOut
    }
}

function Get-PrtEndpointName {
    <#
    .SYNOPSIS
    Lists the sign-in servers to ask: those everybody needs, and those that the host's own texts name.

    .DESCRIPTION
    Named are the servers of AccessTokenUrl and Endpoint URI in dsregcmd's text and of EndpointUri in events, and any whose
    address has the path of a federation service. At most four of them are added to the three of Entra. Texts must come
    from the system, because the system is going to send requests to what they name: of events only those count that
    SYSTEM wrote, for a user's own programs may write to some channels too.

    .PARAMETER Text
    Texts of dsregcmd and of events.

    .EXAMPLE
    Get-PrtEndpointName -Text @('AccessTokenUrl : https://login.microsoftonline.com/common/oauth2/token')

    .OUTPUTS
    System.String, one name of a server each.
    #>
    [CmdletBinding()]
    param(
        [AllowEmptyCollection()]
        [AllowEmptyString()]
        [string[]]$Text = @()
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $names = @('login.microsoftonline.com', 'device.login.microsoftonline.com', 'enterpriseregistration.windows.net')
    $tenant = 'AccessTokenUrl : https://([A-Za-z0-9.-]+)'
    $row = 'Endpoint URI : https://([A-Za-z0-9.-]+)'
    $data = 'Name=.EndpointUri.>https://([A-Za-z0-9.-]+)'
    $path = 'https://([A-Za-z0-9.-]+)(?::443)?/(?:adfs|trust|[A-Za-z0-9/._-]{0,60}(?:usernamemixed|certificatemixed|windowstransport|/mex))'
    foreach ($piece in $Text) {
        if (($piece -like '<Event*') -and ($piece -notmatch 'UserID=.S-1-5-18.')) {
            continue
        }
        foreach ($pattern in @($tenant, $row, $data, $path)) {
            if ($piece -match $pattern) {
                $name = [string]$matches[1]
                if (($names -notcontains $name) -and ($names.Count -lt 7) -and ($name -match '[.]')) {
                    $names += $name
                }
            }
        }
    }
    $names
}

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

function Get-PrtEventRecord {
    <#
    .SYNOPSIS
    Asks the event service, and keeps what it can give although single records are broken.

    .DESCRIPTION
    Get-WinEvent writes an error for each record that it cannot read or whose message it cannot find, and goes on with
    the next; taken as an end, the first of them would hide all others. The id of such an error is the translated message.
    So the errors are collected, and only those whose ids are never translated say anything about the whole: no such
    channel (NoMatchingLogsFound), no right to it (UnauthorizedAccess, LogInfoUnavailable), nothing that matches
    (NoMatchingEventsFound). A log that may not be listed is said to match nothing right after that, so denied outranks
    missing. The others are counted: as many records were lost at most, since a record without its message still comes.
    Whatever else ends the query is an error here too.

    .PARAMETER Filter
    The parameters of Get-WinEvent.

    .EXAMPLE
    Get-PrtEventRecord -Filter @{ LogName = 'System'; MaxEvents = 3 }

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with State (ok, missing or denied), Unreadable (int) and Records
    (array of what Get-WinEvent gives).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [hashtable]$Filter
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $records = @()
    $problems = @()
    $state = 'ok'
    $unreadable = 0
    try {
        $records = @(Get-WinEvent @Filter -ErrorAction SilentlyContinue -ErrorVariable problems)
        $ids = @()
        foreach ($problem in @($problems)) {
            $ids += [string]$problem.FullyQualifiedErrorId
        }
    }
    catch {
        $ids = @([string]$PSItem.FullyQualifiedErrorId)
        if ($ids[0] -notmatch '^(NoMatchingLogsFound|NoMatchingEventsFound|LogInfoUnavailable|System\.UnauthorizedAccess)') {
            throw
        }
    }
    foreach ($id in $ids) {
        if (($id -like 'System.UnauthorizedAccess*') -or ($id -like 'LogInfoUnavailable*')) {
            $state = 'denied'
        }
        elseif ($id -like 'NoMatchingLogsFound*') {
            if ($state -eq 'ok') {
                $state = 'missing'
            }
        }
        elseif ($id -notlike 'NoMatchingEventsFound*') {
            $unreadable += 1
        }
    }
    [ordered]@{
        State = $state
        Unreadable = $unreadable
        Records = $records
    }
}

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

function Get-PrtExplorerOwner {
    <#
    .SYNOPSIS
    Lists who is signed in with a desktop: the owner and the session of every explorer.exe.

    .DESCRIPTION
    SIDs and session numbers are the same in every language, unlike the words of quser and qwinsta. Sign-ins without
    explorer.exe (kiosk shells, RemoteApp, Server Core) are not seen. Session 0 is no sign-in, and only accounts of a
    machine, a domain (S-1-5-21) or Entra (S-1-12-1) count. Asking for the owner of another user's process needs an
    administrator: for others the method answers with an error number and no SID, or fails. Such a session must not pass
    for nobody's, so it is given with an empty Sid, unless its process has ended meanwhile.

    .EXAMPLE
    Get-PrtExplorerOwner

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, one per pair of account and session, with Sid, Name (DOMAIN\user,
    strings) and SessionId (int); Sid is empty for a session whose owner may not be read.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $seen = @{}
    $owned = @{}
    $hidden = @()
    $processes = @(Get-CimInstance -ClassName Win32_Process -Filter "Name = 'explorer.exe'" -OperationTimeoutSec 15)
    foreach ($process in $processes) {
        $sid = ''
        $name = ''
        try {
            $sid = [string](Invoke-CimMethod -InputObject $process -MethodName GetOwnerSid -OperationTimeoutSec 15).Sid
            $owner = Invoke-CimMethod -InputObject $process -MethodName GetOwner -OperationTimeoutSec 15
            if ($owner.User) {
                $name = [string]$owner.Domain + '\' + [string]$owner.User
            }
        }
        catch {
            # No right to ask, or the process ended while it was looked at; the SID may be known already.
            $name = ''
        }
        $session = [int]$process.SessionId
        if ($sid -ne '') {
            $owned[$session] = $true
        }
        elseif (($session -ne 0) -and ($null -ne (Get-Process -Id $process.ProcessId -ErrorAction SilentlyContinue))) {
            $hidden += $session
        }
        $key = $sid + ' ' + [string]$session
        if (($sid -match '^S-1-(5-21|12-1)-[0-9-]+$') -and ($session -ne 0) -and (-not $seen.ContainsKey($key))) {
            $seen[$key] = $true
            [ordered]@{
                Sid = $sid
                Name = $name
                SessionId = $session
            }
        }
    }
    foreach ($session in @($hidden | Sort-Object -Unique)) {
        if (-not $owned.ContainsKey($session)) {
            [ordered]@{
                Sid = ''
                Name = ''
                SessionId = $session
            }
        }
    }
}

function Get-PrtForwardXml {
    <#
    .SYNOPSIS
    Gives the XML of the newest records of a channel that can only be read from its oldest on, newest first.

    .DESCRIPTION
    An analytic channel gives its oldest records first, and a bound then keeps the oldest. So the whole window is read up
    to four times the number wanted, and where that does not reach the end, again from an eighth of the window, and so
    on, down to one minute. Whoever writes more than that within a minute is not read: the newest would be missing.
    That time is a filter of such a channel is documented, and unverified on real hosts.

    .PARAMETER LogName
    The channel.

    .PARAMETER EventHours
    How far back to look, on the host's own clock.

    .PARAMETER MaxEvents
    How many records at most.

    .PARAMETER MayWrite
    As of Get-PrtEventXml.

    .EXAMPLE
    Get-PrtForwardXml -LogName 'Microsoft-Windows-AAD/Analytic' -EventHours 24 -MaxEvents 100

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with State, Unreadable and Events as of Get-PrtEventXml, and
    IsShortened (bool): older records within the window were not read.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$LogName,

        [Parameter(Mandatory = $true)]
        [int]$EventHours,

        [Parameter(Mandatory = $true)]
        [int]$MaxEvents,

        [switch]$MayWrite
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $limit = 4 * $MaxEvents
    $minutes = 60 * $EventHours
    $isShortened = $false
    $isFull = $true
    while ($isFull) {
        $start = (Get-Date).AddMinutes(-$minutes)
        $since = ConvertTo-PrtUtcText -Time $start
        $query = [string](Get-PrtChannelQuery -LogName $LogName -SinceUtc $since)['Shares'][0]['Query']
        $answer = Get-PrtEventXml -LogName $LogName -Query $query -MaxEvents $limit -Oldest -MayWrite:$MayWrite
        $found = @($answer['Events'])
        $isFull = ($found.Count -ge $limit)
        if ($isFull) {
            if ($minutes -le 1) {
                Write-Error -Message "more than $limit records within a minute" -ErrorId 'TooManyRecords' -Category LimitsExceeded
            }
            $isShortened = $true
            $minutes = [int]($minutes / 8)
            if ($minutes -lt 1) {
                # Nothing lies in a window without length.
                $minutes = 1
            }
        }
    }
    $events = @()
    for ($index = $found.Count - 1; ($index -ge 0) -and ($events.Count -lt $MaxEvents); $index--) {
        $events += [string]$found[$index]
    }
    [ordered]@{
        State = [string]$answer['State']
        Unreadable = [int]$answer['Unreadable']
        IsShortened = $isShortened
        Events = $events
    }
}

function Get-PrtHostFact {
    <#
    .SYNOPSIS
    Tells what this host is and what its clock says.

    .DESCRIPTION
    Reads CIM and the registry. An account that may open a remoting session but not ask CIM still gets an answer: the
    registry knows build and product type, only the caption and the last boot stay unknown.

    .EXAMPLE
    Get-PrtHostFact

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      ComputerName (string): NetBIOS name.
      DnsName (string): fully qualified name of a domain member, else "".
      OsCaption (string): marketing name in the language of the host, or "".
      OsBuild (string): 10.0.22631.4317, with three parts where the registry does not have the last one.
      ProductType (int): 1 workstation, 2 domain controller, 3 server, 0 not known.
      PowerShellVersion (string): version of the engine that runs this.
      LanguageMode (string): FullLanguage or ConstrainedLanguage.
      ClockUtc (string): the host's own clock, ISO 8601 UTC.
      UtcOffsetMinutes (int): local time minus UTC, in minutes.
      LastBootUtc (string or null): last start of Windows, ISO 8601 UTC.
      DsregcmdPath (string or null): full path of dsregcmd.exe; null means this Windows has none.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $productTypes = @{
        'WinNT' = 1
        'LanmanNT' = 2
        'ServerNT' = 3
    }
    $build = ''
    $caption = ''
    $dnsName = ''
    $productType = 0
    $lastBoot = $null
    $revision = $null
    try {
        $version = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
        $build = '10.0.' + [string]$version.CurrentBuildNumber
        $product = Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\ProductOptions'
        $productType = [int]$productTypes[[string]$product.ProductType]
        $revision = $version.UBR
    }
    catch {
        $revision = $null
    }
    try {
        $system = Get-CimInstance -ClassName Win32_OperatingSystem -OperationTimeoutSec 15
        $build = [string]$system.Version
        $caption = [string]$system.Caption
        $productType = [int]$system.ProductType
        $lastBoot = $system.LastBootUpTime
        $computer = Get-CimInstance -ClassName Win32_ComputerSystem -OperationTimeoutSec 15
        if ($computer.PartOfDomain) {
            $dnsName = [string]$computer.DNSHostName + '.' + [string]$computer.Domain
        }
    }
    catch {
        $dnsName = ''
    }
    if ($null -ne $revision) {
        $build = $build + '.' + [string]$revision
    }
    $now = Get-Date
    [ordered]@{
        ComputerName = [string]$env:COMPUTERNAME
        DnsName = $dnsName
        OsCaption = $caption
        OsBuild = $build
        ProductType = $productType
        PowerShellVersion = [string]$PSVersionTable.PSVersion
        LanguageMode = [string]$ExecutionContext.SessionState.LanguageMode
        ClockUtc = ConvertTo-PrtUtcText -Time $now
        UtcOffsetMinutes = [int]($now - $now.ToUniversalTime()).TotalMinutes
        LastBootUtc = ConvertTo-PrtUtcText -Time $lastBoot
        DsregcmdPath = Get-PrtSystemPath -Name 'dsregcmd.exe'
    }
}

function Get-PrtJoinFact {
    <#
    .SYNOPSIS
    Tells from the registry how this device and its signed-in users are known to Entra.

    .DESCRIPTION
    The join of the device stands under CloudDomainJoin: a key per certificate with the tenant. A work account that a
    user added (Workplace join) stands in that user's own hive, which is loaded only while the user is signed in, so
    nothing can be told about anybody else. Who is no administrator may not read other people's hives: they are counted.

    .EXAMPLE
    Get-PrtJoinFact

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Joins (array): one object per join of the device with Thumbprint (string), TenantId (string).
      Tenants (array of string): ids of the tenants the device has settings of.
      Workplace (array): one object per work account of a signed-in user with Sid (string), Thumbprint (string),
        TenantId (string).
      Unreadable (int): hives of signed-in users that this account may not read.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $cloud = 'Registry::HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\CloudDomainJoin'
    $joins = @()
    foreach ($key in @(Get-ChildItem -LiteralPath ($cloud + '\JoinInfo') -ErrorAction SilentlyContinue)) {
        $tenant = ''
        try {
            $tenant = [string](Get-ItemProperty -LiteralPath ($cloud + '\JoinInfo\' + [string]$key.PSChildName)).TenantId
        }
        catch {
            # Strict mode ends at a value that is not there.
            $tenant = ''
        }
        $joins += [ordered]@{
            Thumbprint = [string]$key.PSChildName
            TenantId = $tenant
        }
    }
    $tenants = @()
    foreach ($key in @(Get-ChildItem -LiteralPath ($cloud + '\TenantInfo') -ErrorAction SilentlyContinue)) {
        $tenants += [string]$key.PSChildName
    }
    $workplace = @()
    $unreadable = 0
    foreach ($sid in @(Get-PrtLoadedHive)) {
        $place = 'Registry::HKEY_USERS\' + $sid + '\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin\JoinInfo'
        try {
            if (-not (Test-Path -LiteralPath ('Registry::HKEY_USERS\' + $sid + '\SOFTWARE'))) {
                # Test-Path says no where the right to look is missing.
                $unreadable += 1
            }
            elseif (Test-Path -LiteralPath $place) {
                foreach ($key in @(Get-ChildItem -LiteralPath $place)) {
                    $tenant = ''
                    try {
                        $tenant = [string](Get-ItemProperty -LiteralPath ($place + '\' + [string]$key.PSChildName)).TenantId
                    }
                    catch {
                        $tenant = ''
                    }
                    $workplace += [ordered]@{
                        Sid = $sid
                        Thumbprint = [string]$key.PSChildName
                        TenantId = $tenant
                    }
                }
            }
        }
        catch {
            $unreadable += 1
        }
    }
    [ordered]@{
        Joins = $joins
        Tenants = $tenants
        Workplace = $workplace
        Unreadable = $unreadable
    }
}

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

function Get-PrtLastUnlock {
    <#
    .SYNOPSIS
    Lists the newest sign-in or unlock of each account that the Security log knows.

    .DESCRIPTION
    4801 says that a workstation was unlocked, but is written only where the audit policy asks for it. 4624 is written
    by default: logon types 7 (unlock), 10 (remote desktop), 11 (cached), 12 and 13 (their cached twins), and type 2
    only when winlogon asked for it (LogonProcessName User32), because runas leaves type 2 records too.

    The event service filters and counts from the newest, but has to look at every record of the window, which nothing
    can interrupt: it comes last in a visit, and of a log with more than 100000 records only the last 8 hours are
    searched. Where the log may not be read nothing comes back, which proves nothing. The account is read by position,
    TargetUserSid being the first value of 4801 and the fifth of 4624; that each renewal of a PRT comes with such a
    record is unverified. No record says in which session of the account it was: whoever reads this has to tie it to
    one.

    .PARAMETER Hours
    How far back to look.

    .EXAMPLE
    Get-PrtLastUnlock -Hours 168

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Unlocks (array): the newest of each account, one object with Sid (string), Utc (string), Source (string).
      Unreadable (int): records that the event service could not read in full.
    #>
    [CmdletBinding()]
    param(
        [int]$Hours = 168
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $listed = Get-PrtEventRecord -Filter @{
        ListLog = 'Security'
    }
    foreach ($log in @($listed['Records'])) {
        if (($log.RecordCount -gt 100000) -and ($Hours -gt 8)) {
            $Hours = 8
        }
    }
    $start = (Get-Date).AddHours(-$Hours)
    $when = "TimeCreated[@SystemTime&gt;='{0}']" -f (ConvertTo-PrtUtcText -Time $start)
    $types = @()
    foreach ($type in @(7, 10, 11, 12, 13)) {
        $types += "Data[@Name='LogonType']='{0}'" -f $type
    }
    $types += "(Data[@Name='LogonType']='2' and (Data[@Name='LogonProcessName']='User32 ' or Data[@Name='LogonProcessName']='User32'))"
    $unlocked = '<Select Path="Security">*[System[EventID=4801 and {0}]]</Select>' -f $when
    $signedIn = '<Select Path="Security">*[System[EventID=4624 and {0}] and EventData[{1}]]</Select>' -f $when, ($types -join ' or ')
    $query = '<QueryList><Query Id="0" Path="Security">' + $unlocked + $signedIn + '</Query></QueryList>'
    $answer = Get-PrtEventRecord -Filter @{
        FilterXml = $query
        MaxEvents = 300
    }
    $unlocks = @()
    $seen = @{}
    $positions = @{
        4801 = 0
        4624 = 4
    }
    foreach ($record in @($answer['Records'])) {
        $position = [int]$positions[[int]$record.Id]
        $values = @($record.Properties)
        $sid = ''
        if ($values.Count -gt $position) {
            $sid = [string]$values[$position].Value
        }
        if (($sid -ne '') -and (-not $seen.ContainsKey($sid))) {
            $seen[$sid] = $true
            $unlocks += [ordered]@{
                Sid = $sid
                Utc = ConvertTo-PrtUtcText -Time $record.TimeCreated
                Source = 'Security ' + [string]$record.Id
            }
        }
    }
    [ordered]@{
        Unlocks = $unlocks
        Unreadable = [int]$answer['Unreadable']
    }
}

function Get-PrtLoadedHive {
    <#
    .SYNOPSIS
    Lists the accounts of people whose registry hives are loaded: those who are signed in.

    .DESCRIPTION
    Only accounts of a machine, a domain (S-1-5-21) or Entra (S-1-12-1) count; their class hives do not. Hives are named
    by SID, so no name in the host's language is needed. At most 100 are given.

    .EXAMPLE
    Get-PrtLoadedHive

    .OUTPUTS
    System.String, one SID each.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $sids = @()
    foreach ($key in @(Get-ChildItem -LiteralPath 'Registry::HKEY_USERS' -ErrorAction SilentlyContinue)) {
        $sid = [string]$key.PSChildName
        if (($sid -match '^S-1-(5-21|12-1)-[0-9-]+$') -and ($sids.Count -lt 100)) {
            $sids += $sid
        }
    }
    $sids
}

function Get-PrtLogonSession {
    <#
    .SYNOPSIS
    Lists who is signed in, in which state, and when they were seen to sign in.

    .DESCRIPTION
    State: disconnected when the session manager's newest record about the session says so; locked when LogonUI.exe runs
    in it; active when the newest record says connected; otherwise unknown. Never the translated words of quser.
    LogonUtc is the session manager's record 21, and the last unlock known here is that sign-in; null means nothing was
    seen, which proves nothing. Unlocks of the Security log come in a record of their own, see Get-PrtLastUnlock. All of
    this follows documentation and is unverified on real hosts.

    .EXAMPLE
    Get-PrtLogonSession

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Sessions (array): one object per account and session with Sid (string), Name (string), SessionId (int),
        State (string), LogonUtc (string or null), LastUnlockUtc (string or null), LastUnlockSource (string), FoundBy
        (string: explorer, or process where the session has no explorer.exe), Upn (string: as Windows remembers it of an
        Entra account).
      Hidden (int): sessions with a desktop whose owner this account may not read.
      Source (string): explorer and process, what the sign-ins were looked for by.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $locked = @{}
    foreach ($process in @(Get-Process -Name 'LogonUI' -ErrorAction SilentlyContinue)) {
        $locked[[int]$process.SessionId] = $true
    }
    $newest = @{}
    $logon = @{}
    foreach ($record in @(Get-PrtSessionEvent)) {
        $number = [int]$record['SessionId']
        if (-not $newest.ContainsKey($number)) {
            $newest[$number] = [int]$record['Id']
        }
        if (($record['Id'] -eq 21) -and (-not $logon.ContainsKey($number))) {
            $logon[$number] = [string]$record['Utc']
        }
    }
    $sessions = @()
    $hidden = 0
    foreach ($owner in @(Get-PrtSignIn)) {
        if ([string]$owner['Sid'] -eq '') {
            $hidden += 1
            continue
        }
        $number = [int]$owner['SessionId']
        $state = 'unknown'
        if ($newest[$number] -eq 24) {
            $state = 'disconnected'
        }
        elseif ($locked.ContainsKey($number)) {
            $state = 'locked'
        }
        elseif ($newest.ContainsKey($number)) {
            $state = 'active'
        }
        $unlockUtc = $logon[$number]
        $unlockSource = ''
        if ($null -ne $unlockUtc) {
            $unlockSource = 'LocalSessionManager 21'
        }
        $sessions += [ordered]@{
            Sid = [string]$owner['Sid']
            Name = [string]$owner['Name']
            SessionId = $number
            State = $state
            LogonUtc = $logon[$number]
            LastUnlockUtc = $unlockUtc
            LastUnlockSource = $unlockSource
            FoundBy = [string]$owner['FoundBy']
            Upn = [string](Get-PrtAccountUpn -Sid ([string]$owner['Sid']))
        }
    }
    [ordered]@{
        Sessions = $sessions
        Hidden = $hidden
        Source = 'explorer, process'
    }
}

function Get-PrtNetworkProbe {
    <#
    .SYNOPSIS
    Lets the machine account ask the sign-in servers, and tells how far it got.

    .DESCRIPTION
    The PRT is fetched in the context of the system, where other proxy settings and firewall rules hold than for a user
    or for this remoting account. So a task runs Test-PrtEndpoint once as SYSTEM: its text, as it stands here, is put into
    the same kind of folder, and task, file and folder are removed the same way, as those of a user's task. Where that is
    not allowed, was refused, or brought nothing, the caller asks instead, and the data say so: what the caller reaches
    proves nothing about SYSTEM. Used only when asked for, because it makes the host send requests.

    .PARAMETER Endpoint
    Names of servers.

    .PARAMETER MayWrite
    A task may be registered.

    .PARAMETER TaskSeconds
    How long the whole probe may take.

    .EXAMPLE
    Get-PrtNetworkProbe -Endpoint @('login.microsoftonline.com') -MayWrite $true -TaskSeconds 20

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Context (string): system or caller.
      Refusal (string): the error id that kept it from running as SYSTEM, or "".
      Text (string): proof lines where a task ran, then one line per server (see Test-PrtEndpoint).
      Removed (bool): nothing of the task is left.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string[]]$Endpoint,

        [bool]$MayWrite = $false,

        [int]$TaskSeconds = 20
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $data = [ordered]@{
        Context = 'caller'
        Refusal = ''
        Text = ''
        Removed = $true
    }
    # A third for asking, as much again for the last server's waits and the task, the rest for the caller if need be.
    $share = [int]($TaskSeconds / 3)
    $isConstrained = [string]$ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage'
    if (-not $MayWrite) {
        $data['Refusal'] = 'MayNotWrite'
    }
    elseif ($isConstrained) {
        # What a task runs from a file would be constrained too.
        $data['Refusal'] = 'ConstrainedLanguage'
    }
    else {
        $names = ($Endpoint -match '^[A-Za-z0-9.-]+$') -join "', '"
        $call = "Test-PrtEndpoint -Endpoint @('" + $names + "') -Seconds " + [string]$share
        $script = "function Test-PrtEndpoint {`r`n" + [string]${function:Test-PrtEndpoint} + "}`r`n" + $call
        $open = @{}
        try {
            $task = Register-PrtUserTask -Sid 'S-1-5-18' -ScriptText $script -TaskSeconds $TaskSeconds -LifeSeconds ($TaskSeconds + 180) -Open $open
            $answer = Receive-PrtUserTask -TaskName $task['Name'] -WaitSeconds (2 * $share) -MaxTextBytes 16384
            $data['Removed'] = [bool]$answer['Removed']
            $open = @{}
            if ([string]$answer['Text'] -match 'REMOTE-PRT-PROBE host=') {
                $data['Context'] = 'system'
                $data['Text'] = [string]$answer['Text']
            }
            else {
                $data['Refusal'] = 'TaskSilent'
            }
        }
        catch {
            $fact = Get-PrtErrorFact -ErrorRecord $PSItem
            $data['Refusal'] = [string]$fact['Id']
        }
        finally {
            foreach ($name in @($open.Keys)) {
                $data['Removed'] = Remove-PrtUserTask -TaskName $name
            }
        }
    }
    if ($data['Context'] -eq 'caller') {
        $data['Text'] = @(Test-PrtEndpoint -Endpoint $Endpoint -Seconds $share) -join "`r`n"
    }
    $data
}

function Get-PrtProxySetting {
    <#
    .SYNOPSIS
    Tells which proxy the machine and each signed-in user go through.

    .DESCRIPTION
    Windows fetches a PRT as the machine, by WinHTTP; users' programs read the user's own settings. Both come from the
    registry as they are: the machine's is a binary value, given as hexadecimal digits and decoded by who reads this,
    because netsh prints it in the host's language. SYSTEM has settings of its own too (S-1-5-18). The hives of users are
    loaded only while they are signed in. Of each value at most 2048 characters are given. Whether a proxy is found
    automatically is not asked.

    .EXAMPLE
    Get-PrtProxySetting

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      WinHttp (string or null): the value WinHttpSettings in hexadecimal digits; null where it was never set.
      PerMachine (bool or null): a policy makes everybody use the machine's settings; null where no policy says so.
      Accounts (array): one object per account with Sid (string), Enabled (bool), Server (string), ScriptUrl (string).
      Unreadable (int): hives of signed-in users that this account may not read.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $settings = '\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings'
    $machine = 'Registry::HKEY_LOCAL_MACHINE'
    $winHttp = $null
    try {
        $connections = Get-ItemProperty -LiteralPath ($machine + $settings + '\Connections')
        $digits = @()
        foreach ($byte in @($connections.WinHttpSettings)) {
            if ($digits.Count -lt 2048) {
                $digits += '{0:x2}' -f [int]$byte
            }
        }
        $winHttp = $digits -join ''
    }
    catch {
        $winHttp = $null
    }
    $perMachine = $null
    try {
        $policy = Get-ItemProperty -LiteralPath ($machine + '\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings')
        $perMachine = [int]$policy.ProxySettingsPerUser -eq 0
    }
    catch {
        $perMachine = $null
    }
    $accounts = @()
    $unreadable = 0
    foreach ($sid in @('S-1-5-18') + @(Get-PrtLoadedHive)) {
        try {
            $own = Get-ItemProperty -LiteralPath ('Registry::HKEY_USERS\' + $sid + $settings)
            $values = @{
                ProxyEnable = '0'
                ProxyServer = ''
                AutoConfigURL = ''
            }
            foreach ($name in @('ProxyEnable', 'ProxyServer', 'AutoConfigURL')) {
                try {
                    $text = [string]$own.$name
                }
                catch {
                    # Strict mode ends at a value that is not there.
                    $text = $values[$name]
                }
                if ($text.Length -gt 2048) {
                    $text = $text.Substring(0, 2048)
                }
                $values[$name] = $text
            }
            $accounts += [ordered]@{
                Sid = $sid
                Enabled = $values['ProxyEnable'] -eq '1'
                Server = $values['ProxyServer']
                ScriptUrl = $values['AutoConfigURL']
            }
        }
        catch {
            $unreadable += 1
        }
    }
    [ordered]@{
        WinHttp = $winHttp
        PerMachine = $perMachine
        Accounts = $accounts
        Unreadable = $unreadable
    }
}

function Get-PrtSessionEvent {
    <#
    .SYNOPSIS
    Lists what the session manager noted about each session since the last start of Windows, newest first.

    .DESCRIPTION
    Microsoft-Windows-TerminalServices-LocalSessionManager/Operational is on by default and notes console sign-ins too:
    21 signed in, 24 disconnected, 25 connected again. Its data are User, SessionID and Address in this order, whatever
    the language. Session numbers start again with Windows, so older records are left out. Where the log cannot be read
    nothing comes back; a single record that cannot be read is left out. Unverified: that fast user switching writes 24 and 25 on every build.

    .EXAMPLE
    Get-PrtSessionEvent

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Id (int), SessionId (int) and Utc (string).
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $records = @()
    try {
        $answer = Get-PrtEventRecord -Filter @{
            FilterHashtable = @{
                LogName = 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'
                Id = @(21, 24, 25)
                StartTime = (Get-CimInstance -ClassName Win32_OperatingSystem -OperationTimeoutSec 15).LastBootUpTime
            }
            MaxEvents = 500
        }
        $records = @($answer['Records'])
    }
    catch {
        $records = @()
    }
    foreach ($record in $records) {
        $values = @($record.Properties)
        if ($values.Count -gt 1) {
            [ordered]@{
                Id = [int]$record.Id
                SessionId = [int]$values[1].Value
                Utc = ConvertTo-PrtUtcText -Time $record.TimeCreated
            }
        }
    }
}

function Get-PrtSignIn {
    <#
    .SYNOPSIS
    Lists who is signed in, with or without explorer.exe.

    .DESCRIPTION
    The owners of explorer.exe come first. Kiosks (another shell), published programs (RemoteApp) and Server Core have
    none, and must not pass for empty. So every other session with a process that the logon screen does not have is
    looked at too: its oldest process that belongs to a person (S-1-5-21, S-1-12-1) shows whose it is; younger ones
    may have been started as somebody else. The first 20 processes of a session are asked, and at most 64 sessions. A
    session that cannot be looked at, or whose sihost.exe has an owner that may not be read, is given with an empty
    Sid. No name in the host's language is read. That this second look finds every kind of kiosk is unverified.

    .EXAMPLE
    Get-PrtSignIn

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, one per pair of account and session, with Sid, Name (DOMAIN\user,
    strings), SessionId (int) and FoundBy (explorer or process); Sid is empty for a session whose owner may not be read.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $known = @{}
    foreach ($owner in @(Get-PrtExplorerOwner)) {
        $known[[int]$owner['SessionId']] = $true
        [ordered]@{
            Sid = [string]$owner['Sid']
            Name = [string]$owner['Name']
            SessionId = [int]$owner['SessionId']
            FoundBy = 'explorer'
        }
    }
    $logonScreen = @('csrss', 'winlogon', 'LogonUI', 'dwm', 'fontdrvhost', 'explorer')
    $others = @{}
    foreach ($process in @(Get-Process -ErrorAction SilentlyContinue)) {
        $session = [int]$process.SessionId
        $isNew = ($session -ne 0) -and (-not $known.ContainsKey($session)) -and ($others.Count -lt 64)
        if ($isNew -and ($logonScreen -notcontains [string]$process.Name)) {
            $others[$session] = $true
        }
    }
    foreach ($session in @($others.Keys | Sort-Object)) {
        $found = $null
        $isHidden = $false
        try {
            $processes = @(Get-CimInstance -ClassName Win32_Process -Filter ('SessionId = ' + [string]$session) -OperationTimeoutSec 15)
            $asked = 0
            foreach ($process in @($processes | Sort-Object -Property CreationDate)) {
                $asked += 1
                if ($asked -gt 20) {
                    break
                }
                $sid = ''
                try {
                    $sid = [string](Invoke-CimMethod -InputObject $process -MethodName GetOwnerSid -OperationTimeoutSec 15).Sid
                }
                catch {
                    # It has ended meanwhile, or its owner is none of this account's business.
                    $sid = ''
                }
                if (($null -eq $found) -and ($sid -match '^S-1-(5-21|12-1)-[0-9-]+$')) {
                    $found = [ordered]@{
                        Sid = $sid
                        Name = ''
                        SessionId = $session
                        FoundBy = 'process'
                    }
                    $owner = Invoke-CimMethod -InputObject $process -MethodName GetOwner -OperationTimeoutSec 15
                    $found['Name'] = [string]$owner.Domain + '\' + [string]$owner.User
                    break
                }
                if (($sid -eq '') -and ([string]$process.Name -eq 'sihost.exe')) {
                    $isHidden = $true
                }
            }
        }
        catch {
            # A session that cannot be looked at must not pass for empty.
            $isHidden = $true
        }
        if ($null -ne $found) {
            $found
        }
        elseif ($isHidden) {
            [ordered]@{
                Sid = ''
                Name = ''
                SessionId = $session
                FoundBy = 'process'
            }
        }
    }
}

function Get-PrtSystemPath {
    <#
    .SYNOPSIS
    Gives the full path of a program of Windows, or nothing when this Windows has none.

    .DESCRIPTION
    A 32-bit process that asks for System32 is silently sent to SysWOW64, where dsregcmd does not exist; it reaches the
    real folder as Sysnative. Full paths also keep a program of the same name elsewhere on the search path out.

    .PARAMETER Name
    The file name with its extension.

    .PARAMETER ForTask
    Always gives the System32 spelling: the task service starts a 64-bit process, for which Sysnative does not exist.

    .EXAMPLE
    Get-PrtSystemPath -Name 'dsregcmd.exe'

    .OUTPUTS
    System.String, or $null.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Name,

        [switch]$ForTask
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $folder = Join-Path -Path $env:SystemRoot -ChildPath 'System32'
    $seen = $folder
    if ($env:PROCESSOR_ARCHITEW6432) {
        $seen = Join-Path -Path $env:SystemRoot -ChildPath 'Sysnative'
    }
    $path = Join-Path -Path $seen -ChildPath $Name
    if (-not (Test-Path -LiteralPath $path -PathType Leaf)) {
        $null
    }
    elseif ($ForTask) {
        Join-Path -Path $folder -ChildPath $Name
    }
    else {
        $path
    }
}

function Get-PrtTimeService {
    <#
    .SYNOPSIS
    Tells from where this host takes its time, and when it last had a good one.

    .DESCRIPTION
    Everything comes from the registry and the service controller: what w32tm prints is in the host's language. The last
    good time is a number that the service writes now and then, not at each synchronisation, so it is a lower bound. How
    far the clock is off is not asked here: whoever asked compares ClockUtc with a clock of his own.

    .EXAMPLE
    Get-PrtTimeService

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Type (string): NTP, NT5DS (the domain), AllSync, NoSync, or "" where not known.
      Server (string): the time servers as configured, or "".
      StartMode (int or null): 2 automatic, 3 by hand or trigger, 4 disabled.
      Running (bool or null): the service runs now.
      LastGoodUtc (string or null): the last known good time, ISO 8601 UTC.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $place = 'Registry::HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\W32Time'
    $data = [ordered]@{
        Type = ''
        Server = ''
        StartMode = $null
        Running = $null
        LastGoodUtc = $null
    }
    $service = Get-ItemProperty -LiteralPath $place
    $data['StartMode'] = [int]$service.Start
    try {
        $parameters = Get-ItemProperty -LiteralPath ($place + '\Parameters')
        $data['Type'] = [string]$parameters.Type
        $data['Server'] = [string]$parameters.NtpServer
    }
    catch {
        # Strict mode ends at a value that is not there; what was read before it stays.
        $data['Server'] = ''
    }
    try {
        $data['Running'] = [string](Get-Service -Name 'W32Time').Status -eq 'Running'
        $good = (Get-ItemProperty -LiteralPath ($place + '\Config')).LastKnownGoodTime
        # A count of 100 ns since 1601, in UTC: counted in local time an hour would be lost in summer.
        $when = [datetime]::FromFileTimeUtc([int64]$good)
        $data['LastGoodUtc'] = ConvertTo-PrtUtcText -Time $when
    }
    catch {
        # A standard account may not ask the service, and young Windows has no such value yet.
        $data['LastGoodUtc'] = $null
    }
    $data
}

function Get-PrtTpmFact {
    <#
    .SYNOPSIS
    Tells whether the TPM, which keeps the keys of device and PRT, is there and fit for use.

    .DESCRIPTION
    Get-Tpm knows most, the class Win32_Tpm knows the version and answers where that module is missing; both ask for an
    administrator. What neither tells stays null: not known is not "no". Nothing is changed: no provisioning is started.

    .EXAMPLE
    Get-PrtTpmFact

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Present (bool or null): this machine has a TPM.
      Ready (bool or null): Windows can use it for everything it wants to.
      Owned (bool or null): Windows has taken ownership.
      LockedOut (bool or null): it refuses keys after too many wrong tries.
      LockoutCount (int or null): wrong tries that it counts at present.
      SpecVersion (string): for example 2.0, or "".
      Source (string): Get-Tpm, Win32_Tpm, or "" where neither answered.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $data = [ordered]@{
        Present = $null
        Ready = $null
        Owned = $null
        LockedOut = $null
        LockoutCount = $null
        SpecVersion = ''
        Source = ''
    }
    try {
        $class = @{
            Namespace = 'root\cimv2\Security\MicrosoftTpm'
            ClassName = 'Win32_Tpm'
            OperationTimeoutSec = 10
        }
        $found = @(Get-CimInstance @class)
        $data['Source'] = 'Win32_Tpm'
        $data['Present'] = $found.Count -gt 0
        if ($found.Count -gt 0) {
            $data['SpecVersion'] = ([string]$found[0].SpecVersion -split ',')[0]
            $data['Owned'] = [bool]$found[0].IsOwned_InitialValue
        }
    }
    catch {
        # No right to ask the class, or no such class: what Get-Tpm says is enough.
        $data['SpecVersion'] = ''
    }
    try {
        $tpm = Get-Tpm
        $data['Present'] = [bool]$tpm.TpmPresent
        $data['Ready'] = [bool]$tpm.TpmReady
        $data['Owned'] = [bool]$tpm.TpmOwned
        $data['Source'] = 'Get-Tpm'
        if ($data['Present']) {
            $data['LockedOut'] = [bool]$tpm.LockedOut
            $data['LockoutCount'] = [int]$tpm.LockoutCount
        }
    }
    catch {
        # A module that is missing or an account without the right: what is known so far stays.
        $data['Ready'] = $data['Ready']
    }
    $data
}

function Get-PrtWorkPath {
    <#
    .SYNOPSIS
    Gives the path of a work folder from its name.

    .DESCRIPTION
    A task and its folder bear the same name, so the name alone is enough to find, read and remove both. Anything that is
    not such a name is refused, because what is named here gets deleted later. A Windows folder with blanks or signs that
    mean something to cmd is refused too: our command lines have no quotes.

    .PARAMETER Name
    remote_prt-, the end boundary, a GUID.

    .EXAMPLE
    Get-PrtWorkPath -Name 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f'

    .OUTPUTS
    System.String.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [ValidatePattern('^remote_prt-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$')]
        [string]$Name
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $path = Join-Path -Path $env:SystemRoot -ChildPath $Name
    if ($path -notmatch '^[A-Za-z0-9_:./\\-]+$') {
        Write-Error -Message 'the path of the Windows folder has signs that a command line cannot carry' -ErrorId 'UnsafePath' -Category InvalidData
    }
    $path
}

function Invoke-PrtNativeCommand {
    <#
    .SYNOPSIS
    Runs a program of Windows and gives its exit code and what it printed.

    .DESCRIPTION
    In a remoting session everything a program writes to its standard error becomes an error record, and under the
    preference Stop the first such line would end the snippet; so the preference is Continue here and that stream is
    dropped. There is no time limit: use it for programs that answer at once.

    .PARAMETER FilePath
    The full path of the program.

    .PARAMETER Argument
    Its arguments, one each; none of ours holds blanks or quotes.

    .EXAMPLE
    Invoke-PrtNativeCommand -FilePath 'C:\Windows\System32\whoami.exe' -Argument @('/user', '/fo', 'csv', '/nh')

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with ExitCode (int) and Text (string).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$FilePath,

        [string[]]$Argument = @()
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Continue'
    $ProgressPreference = 'SilentlyContinue'
    $global:LASTEXITCODE = 0
    $lines = @(& $FilePath @Argument 2>$null)
    [ordered]@{
        ExitCode = [int]$global:LASTEXITCODE
        Text = [string]($lines -join "`r`n")
    }
}

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

function Invoke-PrtVisit {
    <#
    .SYNOPSIS
    Conducts one visit: runs the snippets the context asks for, in order, within the time budget.

    .DESCRIPTION
    Order: the user tasks are started first and read late, so that they run while facts, sessions, events and the cheap
    facts about the device's own state are collected; dsregcmd as the caller comes late and gets half a minute, because
    on some machines it takes many; then, only where it was asked for, the probe of the network with half a minute too;
    last comes the search of the Security log, which no limit can interrupt, and only where somebody is signed in.
    Starting tasks gets half of the budget. Each record is emitted as soon as it is there, so that what arrived before a
    deadline is kept. A snippet whose turn comes after the budget is left out and named in the end mark; tasks that were
    started are always read and removed, also when the visit is cut off. A running snippet cannot be interrupted from
    inside, so a single slow one may overrun the budget.

    auto and user: all snippets. caller: all but the tasks. events: all but the tasks and dsregcmd. Only auto and user
    write anything on the host.

    .PARAMETER Context
    Which sources may be used.

    .PARAMETER EventHours
    How far back events are read.

    .PARAMETER MaxEvents
    How many events at most.

    .PARAMETER BudgetSeconds
    How long the whole visit may take.

    .PARAMETER TaskSeconds
    How long one user task may take.

    .PARAMETER MaxTextBytes
    How much of one text is kept.

    .PARAMETER Probe
    network: let the host ask the sign-in servers too (see Get-PrtNetworkProbe).

    .PARAMETER OnlyUser
    A SID, UPN, DOMAIN\name or name: no task is started for anybody else (see Test-PrtSignIn).

    .EXAMPLE
    Invoke-PrtVisit -Context 'caller' -EventHours 24 -BudgetSeconds 30

    .OUTPUTS
    System.String, one record as JSON each. The last one, the end mark, has the Data:
      Completed (bool): always true: the host reached the end of the script.
      ElapsedMilliseconds (int): how long the visit took on the host.
      Skipped (array of string): snippets left out because the time budget was used up.
      ModuleVersion (string or null): of the module that holds the functions (JEA); null where they came as text.
      ModuleSha256 (string or null): hash of the script of a visit of which that module was made.
    #>
    [CmdletBinding()]
    param(
        [ValidateSet('auto', 'user', 'caller', 'events')]
        [string]$Context = 'auto',

        [int]$EventHours = 168,

        [int]$MaxEvents = 500,

        [int]$BudgetSeconds = 60,

        [int]$TaskSeconds = 30,

        [int]$MaxTextBytes = 262144,

        [ValidateSet('none', 'network')]
        [string]$Probe = 'none',

        [string]$OnlyUser = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $begin = [datetime]::UtcNow
    $until = $begin.AddSeconds($BudgetSeconds)
    $caller = Get-PrtCaller
    $skipped = @()
    $tasks = @()
    $open = @{}
    $isAnybodyThere = $false
    $texts = @()
    try {
        if (@('auto', 'user') -contains $Context) {
            $argument = @{
                TaskSeconds = $TaskSeconds
                StartSeconds = [int]($BudgetSeconds / 2)
                LifeSeconds = $BudgetSeconds + $TaskSeconds + 120
                OnlyUser = $OnlyUser
                Open = $open
            }
            $record = Invoke-PrtSnippet -Name 'Start-PrtUserTask' -Argument $argument -LogonSession $caller
            if ($record['Ok']) {
                $tasks = @($record['Data']['Started'])
            }
            ConvertTo-PrtRecord -Record $record
        }
        $taskEnd = [datetime]::UtcNow.AddSeconds($TaskSeconds)
        $steps = @(
            @{
                Name = 'Get-PrtHostFact'
                Argument = @{}
            },
            @{
                Name = 'Get-PrtLogonSession'
                Argument = @{}
            }
        )
        $channels = @(
            'Microsoft-Windows-AAD/Operational',
            'Microsoft-Windows-AAD/Analytic',
            'Microsoft-Windows-User Device Registration/Admin'
        )
        foreach ($channel in $channels) {
            $steps += @{
                Name = 'Get-PrtChannelEvent'
                Argument = @{
                    LogName = $channel
                    EventHours = $EventHours
                    MaxEvents = $MaxEvents
                    MayWrite = (@('auto', 'user') -contains $Context)
                }
            }
        }
        $looks = @(
            'Get-PrtDeviceCertificate',
            'Get-PrtJoinFact',
            'Get-PrtTpmFact',
            'Get-PrtTimeService',
            'Get-PrtProxySetting'
        )
        foreach ($look in $looks) {
            $steps += @{
                Name = $look
                Argument = @{}
            }
        }
        foreach ($step in $steps) {
            if ([datetime]::UtcNow -lt $until) {
                $record = Invoke-PrtSnippet @step -LogonSession $caller
                if (($step['Name'] -eq 'Get-PrtLogonSession') -and $record['Ok']) {
                    $isAnybodyThere = @($record['Data']['Sessions']).Count -gt 0
                }
                if ($record['Ok'] -and (@($record['Data'].Keys) -contains 'Events')) {
                    $texts += @($record['Data']['Events'])
                }
                ConvertTo-PrtRecord -Record $record
            }
            elseif ($skipped -notcontains $step['Name']) {
                $skipped += $step['Name']
            }
        }
        foreach ($task in $tasks) {
            $left = ($taskEnd - [datetime]::UtcNow).TotalSeconds
            $budgetLeft = ($until - [datetime]::UtcNow).TotalSeconds
            if ($budgetLeft -lt $left) {
                $left = $budgetLeft
            }
            if ($left -lt 0) {
                $left = 0
            }
            $argument = @{
                TaskName = $task['TaskName']
                WaitSeconds = [int]$left
                MaxTextBytes = $MaxTextBytes
            }
            $user = [ordered]@{
                Kind = 'user'
                Sid = $task['Sid']
                Name = $task['Name']
                SessionId = $task['SessionId']
            }
            $record = Invoke-PrtSnippet -Name 'Receive-PrtUserTask' -Argument $argument -LogonSession $user
            $open[[string]$task['TaskName']] = $false
            ConvertTo-PrtRecord -Record $record
        }
        if (@('auto', 'user', 'caller') -contains $Context) {
            $left = [int]($until - [datetime]::UtcNow).TotalSeconds
            if ($left -gt 30) {
                $left = 30
            }
            if ($left -gt 0) {
                $argument = @{
                    WaitSeconds = $left
                    MaxTextBytes = $MaxTextBytes
                }
                $record = Invoke-PrtSnippet -Name 'Get-PrtDsregStatus' -Argument $argument -LogonSession $caller
                if ($record['Ok']) {
                    $texts += [string]$record['Data']['Text']
                }
                ConvertTo-PrtRecord -Record $record
            }
            else {
                $skipped += 'Get-PrtDsregStatus'
            }
        }
        if ($Probe -eq 'network') {
            $left = [int]($until - [datetime]::UtcNow).TotalSeconds
            if ($left -gt 30) {
                $left = 30
            }
            if ($left -gt 4) {
                $argument = @{
                    Endpoint = @(Get-PrtEndpointName -Text $texts)
                    MayWrite = (@('auto', 'user') -contains $Context)
                    TaskSeconds = $left
                }
                ConvertTo-PrtRecord -Record (Invoke-PrtSnippet -Name 'Get-PrtNetworkProbe' -Argument $argument -LogonSession $caller)
            }
            else {
                $skipped += 'Get-PrtNetworkProbe'
            }
        }
        if ($isAnybodyThere) {
            if ([datetime]::UtcNow -lt $until) {
                $argument = @{
                    Hours = $EventHours
                }
                ConvertTo-PrtRecord -Record (Invoke-PrtSnippet -Name 'Get-PrtLastUnlock' -Argument $argument -LogonSession $caller)
            }
            else {
                $skipped += 'Get-PrtLastUnlock'
            }
        }
    }
    finally {
        # By what was noted before anything existed, not by what was told: a visit may be cut off in between.
        foreach ($name in @($open.Keys)) {
            if ($open[$name]) {
                $null = Remove-PrtUserTask -TaskName $name
            }
        }
    }
    $moduleVersion = $null
    $moduleSha256 = $null
    $module = $MyInvocation.MyCommand.Module
    if ($null -ne $module) {
        $moduleVersion = [string]$module.Version
        if ($module.PrivateData -is [hashtable]) {
            $moduleSha256 = [string]$module.PrivateData['VisitSha256']
        }
    }
    $elapsed = [int]([datetime]::UtcNow - $begin).TotalMilliseconds
    ConvertTo-PrtRecord -Record ([ordered]@{
            Snippet = 'Invoke-PrtVisit'
            Ok = $true
            Milliseconds = $elapsed
            LogonSession = $caller
            Data = [ordered]@{
                Completed = $true
                ElapsedMilliseconds = $elapsed
                Skipped = $skipped
                ModuleVersion = $moduleVersion
                ModuleSha256 = $moduleSha256
            }
        })
}

function New-PrtWorkFolder {
    <#
    .SYNOPSIS
    Makes a folder of an unpredictable name that only administrators and the system can enter.

    .DESCRIPTION
    It lies in the Windows folder: there users may not create anything (unlike Windows\Temp and ProgramData), so nobody
    can have put a link of that name in our way; and its path has no blanks, so that command lines need no quotes. The
    inherited right of users to look inside is taken away before anything is put there. The name begins with the end
    boundary, the moment after which anybody may clean up what a broken visit left behind.

    .PARAMETER LifeSeconds
    How long from now, on the host's clock, the folder may be needed.

    .PARAMETER Open
    Where the name is noted before anything of that name exists, so that whoever is cut off knows what to remove.

    .EXAMPLE
    New-PrtWorkFolder -LifeSeconds 300

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Name, Path and EndBoundaryUtc, all strings.

    .NOTES
    Writes on the host: a folder in the Windows folder; who asks for it removes it with Remove-PrtUserTask.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [int]$LifeSeconds,

        [hashtable]$Open = @{}
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $end = (Get-Date).ToUniversalTime().AddSeconds($LifeSeconds)
    $stamp = $end.ToString("yyyyMMdd'T'HHmmss'Z'", [cultureinfo]::InvariantCulture)
    $name = 'remote_prt-' + $stamp + '-' + (New-Guid).Guid
    $path = Get-PrtWorkPath -Name $name
    $protected = $false
    $Open[$name] = $true
    $null = New-Item -Path $path -ItemType Directory
    try {
        $rights = @('/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '/Q')
        $answer = Invoke-PrtNativeCommand -FilePath (Get-PrtSystemPath -Name 'icacls.exe') -Argument (@($path) + $rights)
        if ($answer['ExitCode'] -ne 0) {
            Write-Error -Message ('icacls ended with ' + [string]$answer['ExitCode']) -ErrorId 'FolderNotProtected' -Category PermissionDenied
        }
        $protected = $true
    }
    finally {
        if (-not $protected) {
            Remove-Item -LiteralPath $path -Recurse -Force -ErrorAction SilentlyContinue
        }
    }
    [ordered]@{
        Name = $name
        Path = $path
        EndBoundaryUtc = $end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
    }
}

function Read-PrtTaskText {
    <#
    .SYNOPSIS
    Reads at most so many bytes of a file that a user can write to.

    .DESCRIPTION
    The user could grow the file while it is read, or turn it into a link. So the bytes are counted while reading, never
    trusted from the size; and the text counts only if the file was no reparse point before and after (opening it without
    following is not possible from PowerShell). The bytes go through a copy that the user cannot touch, because decoding
    bytes in memory is a method call ConstrainedLanguage forbids. They are decoded with the ANSI code page, which is what
    dsregcmd writes (whoami's OEM bytes differ only in names, never in the SID); a byte order mark wins over it.

    .PARAMETER Path
    The file.

    .PARAMETER MaxTextBytes
    The bound.

    .EXAMPLE
    Read-PrtTaskText -Path 'C:\Windows\w\result.txt' -MaxTextBytes 262144

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Text (string), Truncated (bool) and WrittenUtc (string or null).

    .NOTES
    Writes on the host: a copy beside the file it reads, removed with the folder.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Path,

        [Parameter(Mandatory = $true)]
        [int]$MaxTextBytes
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $asBytes = @{
        Encoding = 'Byte'
    }
    if ($PSVersionTable.PSVersion.Major -gt 5) {
        $asBytes = @{
            AsByteStream = $true
        }
    }
    $before = Get-Item -LiteralPath $Path -Force
    if ([string]$before.Attributes -like '*ReparsePoint*') {
        Write-Error -Message 'the result file became a link' -ErrorId 'ResultIsLink' -Category SecurityError
    }
    $copy = $Path + '.copy'
    # One byte more than the bound tells a cut file; chunks, because an array of so many bytes would take minutes to grow.
    $reading = @{
        LiteralPath = $Path
        TotalCount = $MaxTextBytes + 1
        ReadCount = 4096
    }
    Get-Content @reading @asBytes | Set-Content -LiteralPath $copy -Force @asBytes
    $after = Get-Item -LiteralPath $Path -Force
    if ([string]$after.Attributes -like '*ReparsePoint*') {
        Write-Error -Message 'the result file became a link' -ErrorId 'ResultIsLink' -Category SecurityError
    }
    $text = ''
    $truncated = $false
    if (Test-Path -LiteralPath $copy) {
        $truncated = (Get-Item -LiteralPath $copy).Length -gt $MaxTextBytes
        # A string that came from Get-Content carries extra properties, which 5.1 would write as an object.
        $text = '' + (Get-Content -LiteralPath $copy -Raw -Encoding (Get-PrtAnsiEncoding))
    }
    if ($text.Length -gt $MaxTextBytes) {
        $text = $text.Substring(0, $MaxTextBytes)
    }
    [ordered]@{
        Text = $text
        Truncated = $truncated
        WrittenUtc = ConvertTo-PrtUtcText -Time $after.LastWriteTimeUtc
    }
}

function Receive-PrtUserTask {
    <#
    .SYNOPSIS
    Waits for the task of one user, reads what it wrote, and removes every trace of it.

    .DESCRIPTION
    Whether the task still runs is asked by number: 267009 running, 267011 not yet run, 267045 queued. The time is the
    host's own clock. What the task wrote is untrusted text of the user. Task, file and folder are removed in finally, so
    also when the visit is cut off while it waits.

    .PARAMETER TaskName
    The name from Start-PrtUserTask.

    .PARAMETER WaitSeconds
    How long to wait; 0 looks once.

    .PARAMETER MaxTextBytes
    How much of the file to read.

    .EXAMPLE
    Receive-PrtUserTask -TaskName $task['TaskName'] -WaitSeconds 20 -MaxTextBytes 262144

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      TaskName (string): the name of the task.
      State (string): finished, running (its time was up), silent (nothing written) or unreadable.
      Text (string): everything the task wrote: proof lines, then dsregcmd /status.
      Truncated (bool): the file was larger than the bound.
      StartedUtc (string or null): when the task scheduler started it.
      FinishedUtc (string or null): the last write of a finished task.
      Removed (bool): task, file and folder are gone.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$TaskName,

        [int]$WaitSeconds = 30,

        [int]$MaxTextBytes = 262144
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $data = [ordered]@{
        TaskName = $TaskName
        State = 'running'
        Text = ''
        Truncated = $false
        StartedUtc = $null
        FinishedUtc = $null
        Removed = $false
    }
    try {
        $until = [datetime]::UtcNow.AddSeconds($WaitSeconds)
        $waiting = @(267009, 267011, 267045)
        do {
            $info = Get-ScheduledTaskInfo -TaskName $TaskName -TaskPath '\' -ErrorAction Stop
            $runs = $waiting -contains [int64]$info.LastTaskResult
            if ($runs -and ([datetime]::UtcNow -lt $until)) {
                Start-Sleep -Milliseconds 250
            }
        } while ($runs -and ([datetime]::UtcNow -lt $until))
        if ([int64]$info.LastTaskResult -ne 267011) {
            $data['StartedUtc'] = ConvertTo-PrtUtcText -Time $info.LastRunTime
        }
        $path = Get-PrtWorkPath -Name $TaskName
        try {
            $result = Read-PrtTaskText -Path (Join-Path -Path $path -ChildPath 'result.txt') -MaxTextBytes $MaxTextBytes
            $data['Text'] = [string]$result['Text']
            $data['Truncated'] = [bool]$result['Truncated']
            if ($data['Text'].Trim() -eq '') {
                $data['State'] = 'silent'
            }
            elseif (-not $runs) {
                $data['State'] = 'finished'
                $data['FinishedUtc'] = $result['WrittenUtc']
            }
        }
        catch {
            $data['State'] = 'unreadable'
        }
    }
    finally {
        $data['Removed'] = Remove-PrtUserTask -TaskName $TaskName
    }
    $data
}

function Register-PrtUserTask {
    <#
    .SYNOPSIS
    Prepares, registers and starts the task of one user.

    .DESCRIPTION
    The order matters: protected folder, then the result file, its owner, the user's right on it, and only then the task.
    Whatever fails on the way takes everything back. The task lies in the root of the task scheduler: a folder of our own
    there would survive.

    The file belongs to Administrators. The user gets read and write on this one file: opening a file to append asks
    Windows for all of generic write and for the attributes, and cmd may look for a trailing Ctrl+Z first. That is no
    right to delete or rename it or to change rights, and its content is nothing but the user's own words. On the folder
    the user has nothing; the file is reached by its full path, since everybody may pass through folders by default.

    The cmdlets of the task scheduler are functions of a module of Windows, which do not see the preference Stop of their
    caller; so they are told, here and wherever else such a function is called.

    .PARAMETER Sid
    The account.

    .PARAMETER AskSession
    The account has several sessions.

    .PARAMETER Request
    What dsregcmd is asked (see ConvertTo-PrtTaskXml).

    .PARAMETER ScriptText
    A script of PowerShell that is run instead of dsregcmd, by SYSTEM. It lies in the protected folder, ASCII.

    .PARAMETER TaskSeconds
    How long the task may run.

    .PARAMETER LifeSeconds
    After how many seconds the task deletes itself and others may clean up.

    .PARAMETER Open
    Where the name is noted before anything of that name exists (see New-PrtWorkFolder).

    .EXAMPLE
    Register-PrtUserTask -Sid 'S-1-12-1-1-2-3-4' -TaskSeconds 30 -LifeSeconds 300

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Name, Path and EndBoundaryUtc, all strings.

    .NOTES
    Writes on the host: a folder, a file and a task, all removed by Remove-PrtUserTask.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [ValidatePattern('^S-1-[0-9-]+$')]
        [string]$Sid,

        [switch]$AskSession,

        [ValidateSet('status', 'refreshprt')]
        [string]$Request = 'status',

        [string]$ScriptText = '',

        [Parameter(Mandatory = $true)]
        [int]$TaskSeconds,

        [Parameter(Mandatory = $true)]
        [int]$LifeSeconds,

        [hashtable]$Open = @{}
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    if (($ScriptText -eq '') -and ($null -eq (Get-PrtSystemPath -Name 'dsregcmd.exe'))) {
        Write-Error -Message 'this Windows has no dsregcmd.exe' -ErrorId 'NoDsregcmd' -Category ObjectNotFound
    }
    $folder = New-PrtWorkFolder -LifeSeconds $LifeSeconds -Open $Open
    $started = $false
    try {
        $file = Join-Path -Path $folder['Path'] -ChildPath 'result.txt'
        $null = New-Item -Path $file -ItemType File
        $icacls = Get-PrtSystemPath -Name 'icacls.exe'
        $steps = @(
            @{ Argument = @($file, '/setowner', '*S-1-5-32-544', '/L', '/Q') },
            @{ Argument = @($file, '/grant', ('*' + $Sid + ':(R,W)'), '/L', '/Q') }
        )
        foreach ($step in $steps) {
            $answer = Invoke-PrtNativeCommand -FilePath $icacls @step
            if ($answer['ExitCode'] -ne 0) {
                Write-Error -Message ('icacls ended with ' + [string]$answer['ExitCode']) -ErrorId 'FileNotGranted' -Category PermissionDenied
            }
        }
        $scriptPath = ''
        if ($ScriptText -ne '') {
            $scriptPath = Join-Path -Path $folder['Path'] -ChildPath 'probe.ps1'
            Set-Content -LiteralPath $scriptPath -Value $ScriptText -Encoding Ascii
        }
        $past = (Get-Date).ToUniversalTime().AddMinutes(-1)
        $definition = @{
            Sid = $Sid
            ResultPath = $file
            TaskSeconds = $TaskSeconds
            StartBoundaryUtc = $past.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
            EndBoundaryUtc = $folder['EndBoundaryUtc']
            AskSession = $AskSession
            Request = $Request
            ScriptPath = $scriptPath
        }
        $xml = ConvertTo-PrtTaskXml @definition
        $null = Register-ScheduledTask -TaskName $folder['Name'] -TaskPath '\' -Xml $xml -ErrorAction Stop
        $null = Start-ScheduledTask -TaskName $folder['Name'] -TaskPath '\' -ErrorAction Stop
        $started = $true
    }
    finally {
        # Not a catch: a visit that is cut off here runs through no catch.
        if (-not $started) {
            $null = Remove-PrtUserTask -TaskName $folder['Name']
        }
    }
    $folder
}

function Remove-PrtStaleTask {
    <#
    .SYNOPSIS
    Removes what broken visits left behind, once its own end boundary is over, and counts what it left alone.

    .DESCRIPTION
    Names begin with the end boundary in a fixed width, so comparing text compares times. What is younger belongs to a
    visit that may still run, perhaps a colleague's. A failure is no reason to stop the visit: the next one tries again.

    .EXAMPLE
    Remove-PrtStaleTask

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with Removed (names that are gone now) and Younger (names left
    alone), both int.
    #>
    [CmdletBinding()]
    param()
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $now = 'remote_prt-' + (Get-Date).ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", [cultureinfo]::InvariantCulture)
    $names = @()
    try {
        foreach ($task in @(Get-ScheduledTask -TaskName 'remote_prt-*' -TaskPath '\' -ErrorAction SilentlyContinue)) {
            $names += [string]$task.TaskName
        }
        foreach ($folder in @(Get-ChildItem -LiteralPath $env:SystemRoot -Filter 'remote_prt-*' -ErrorAction SilentlyContinue)) {
            $name = [string]$folder.Name
            $mark = Join-Path -Path (Join-Path -Path $env:SystemRoot -ChildPath $name) -ChildPath 'trace.mark'
            if (-not (Test-Path -LiteralPath $mark -PathType Leaf)) {
                $names += $name
            }
            elseif (($name -lt $now) -and ([string](Get-Content -LiteralPath $mark -TotalCount 1) -notlike '* running *')) {
                # A trace that was ended, and that nobody fetched in its time; one that runs is left alone.
                $names += $name
            }
        }
    }
    catch {
        $names += @()
    }
    $removed = 0
    $younger = 0
    foreach ($name in @($names | Sort-Object -Unique)) {
        if ($name -match '^remote_prt-[0-9]{8}T[0-9]{6}Z-[0-9a-f-]{36}$') {
            if ($name.Substring(0, $now.Length) -ge $now) {
                $younger += 1
            }
            elseif (Remove-PrtUserTask -TaskName $name) {
                $removed += 1
            }
        }
    }
    [ordered]@{
        Removed = $removed
        Younger = $younger
    }
}

function Remove-PrtUserTask {
    <#
    .SYNOPSIS
    Removes the task and the folder of that name, and says whether both are gone.

    .DESCRIPTION
    Nothing here may throw: it runs in finally blocks. A task that still runs is stopped first, otherwise its process would
    hold the file open. The folder is ours alone, users cannot put anything into it, so removing it with its contents
    reaches nothing else.

    .PARAMETER TaskName
    The name from Start-PrtUserTask.

    .EXAMPLE
    Remove-PrtUserTask -TaskName 'remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f'

    .OUTPUTS
    System.Boolean.

    .NOTES
    Writes on the host: removes what Register-PrtUserTask and New-PrtWorkFolder made, nothing else.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$TaskName
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $gone = $true
    try {
        $path = Get-PrtWorkPath -Name $TaskName
        foreach ($task in @(Get-ScheduledTask -TaskName $TaskName -TaskPath '\' -ErrorAction SilentlyContinue)) {
            $null = Stop-ScheduledTask -TaskName $TaskName -TaskPath '\' -ErrorAction SilentlyContinue
            $null = Unregister-ScheduledTask -TaskName $TaskName -TaskPath '\' -Confirm:$false -ErrorAction Stop
        }
    }
    catch {
        $gone = $false
    }
    try {
        foreach ($attempt in @(1, 2, 3)) {
            if (Test-Path -LiteralPath $path) {
                Remove-Item -LiteralPath $path -Recurse -Force -ErrorAction SilentlyContinue
            }
            if (Test-Path -LiteralPath $path) {
                # A stopped process may hold the file for another moment.
                Start-Sleep -Milliseconds 200
            }
        }
        if (Test-Path -LiteralPath $path) {
            $gone = $false
        }
    }
    catch {
        $gone = $false
    }
    $gone
}

function Start-PrtUserTask {
    <#
    .SYNOPSIS
    Starts one self-cleaning task per signed-in user that asks dsregcmd in that user's own session.

    .DESCRIPTION
    A PRT belongs to the logon session of the console or remote desktop sign-in, so only a process there can tell about
    it. For every account: a folder only administrators can enter, an empty result file in it on which the user has
    rights (see Register-PrtUserTask), a task (see ConvertTo-PrtTaskXml), started at once. There is one task per SID,
    since an interactive task cannot choose among sessions. What fails for one user is data; leftovers of broken visits
    whose end boundary is over are removed first. On a host with many users starting stops when its share of time is
    over. The folder, the file and the task are removed by Receive-PrtUserTask. A visit can be about one user: then
    nobody else's session is touched. There is no -WhatIf: ShouldProcess is a method ConstrainedLanguage forbids, and the
    context of the visit decides.

    .PARAMETER TaskSeconds
    How long one task may run.

    .PARAMETER StartSeconds
    How long starting may take; who comes later is refused with the error id NoTimeLeft.

    .PARAMETER LifeSeconds
    After how many seconds the task deletes itself and others may clean up.

    .PARAMETER OnlyUser
    The one user the visit is about (see Test-PrtSignIn); empty for everybody.

    .PARAMETER Open
    Where the name of each task is noted before anything of that name exists, for whoever cleans up after a visit that
    was cut off.

    .EXAMPLE
    Start-PrtUserTask -TaskSeconds 30 -LifeSeconds 300

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Started (array): one object per task with Sid (string), Name (string), SessionId (int or null: the account has
        several sessions), TaskName (string), EndBoundaryUtc (string).
      Refused (array): one object per user without a task with Sid (string), Name (string), SessionId (int or null),
        ErrorId (string), Message (string).
      Others (int): accounts left alone because the visit is about one user.
      StaleRemoved (int): leftovers of broken visits that were removed.
      YoungerLeft (int): tasks and folders of other visits that may still run, left alone.
    #>
    [CmdletBinding()]
    param(
        [int]$TaskSeconds = 30,

        [int]$StartSeconds = 30,

        [int]$LifeSeconds = 300,

        [string]$OnlyUser = '',

        [hashtable]$Open = @{}
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $stop = [datetime]::UtcNow.AddSeconds($StartSeconds)
    $stale = Remove-PrtStaleTask
    $order = @()
    $users = @{}
    $others = @{}
    foreach ($owner in @(Get-PrtSignIn)) {
        $sid = [string]$owner['Sid']
        if ($users.ContainsKey($sid)) {
            $users[$sid]['SessionId'] = $null
        }
        elseif (($sid -ne '') -and (-not (Test-PrtSignIn -Sid $sid -Name $owner['Name'] -OnlyUser $OnlyUser))) {
            $others[$sid] = $true
        }
        elseif ($sid -ne '') {
            $order += $sid
            $users[$sid] = $owner
        }
    }
    $started = @()
    $refused = @()
    $complete = $false
    try {
        foreach ($sid in $order) {
            $user = $users[$sid]
            try {
                if ([datetime]::UtcNow -ge $stop) {
                    Write-Error -Message 'the time for starting tasks was used up' -ErrorId 'NoTimeLeft' -Category OperationTimeout
                }
                $argument = @{
                    Sid = $sid
                    AskSession = ($null -eq $user['SessionId'])
                    TaskSeconds = $TaskSeconds
                    LifeSeconds = $LifeSeconds
                    Open = $Open
                }
                $task = Register-PrtUserTask @argument
                $started += [ordered]@{
                    Sid = $sid
                    Name = [string]$user['Name']
                    SessionId = $user['SessionId']
                    TaskName = [string]$task['Name']
                    EndBoundaryUtc = [string]$task['EndBoundaryUtc']
                }
            }
            catch {
                $fact = Get-PrtErrorFact -ErrorRecord $PSItem
                $refused += [ordered]@{
                    Sid = $sid
                    Name = [string]$user['Name']
                    SessionId = $user['SessionId']
                    ErrorId = [string]$fact['Id']
                    Message = [string]$fact['Message']
                }
            }
        }
        $complete = $true
    }
    finally {
        # A visit that is cut off here has told nobody the names yet.
        if (-not $complete) {
            foreach ($name in @($Open.Keys)) {
                $null = Remove-PrtUserTask -TaskName $name
            }
        }
    }
    [ordered]@{
        Started = $started
        Refused = $refused
        Others = $others.Count
        StaleRemoved = [int]$stale['Removed']
        YoungerLeft = [int]$stale['Younger']
    }
}

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

function Test-PrtSignIn {
    <#
    .SYNOPSIS
    Says whether a sign-in may be the one user a visit is about.

    .DESCRIPTION
    A SID or DOMAIN\name is compared as it is, a name alone with what stands behind the backslash. A UPN is compared with
    the one Windows remembers of the account (see Get-PrtAccountUpn); where it remembers none, with the name: Entra
    sign-ins bear the display name, so only letters and digits count, up to the @. Such a likeness decides only who is
    asked: the answer says itself whose it is.

    .PARAMETER Sid
    The account.

    .PARAMETER Name
    DOMAIN\user.

    .PARAMETER OnlyUser
    A SID, a UPN, DOMAIN\name or a name; empty for everybody.

    .EXAMPLE
    Test-PrtSignIn -Sid 'S-1-12-1-1-2-3-4' -Name 'AzureAD\AnnaKeller' -OnlyUser 'anna.keller@contoso.example'

    .OUTPUTS
    System.Boolean.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Sid,

        [string]$Name = '',

        [string]$OnlyUser = ''
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $bare = [string]@($Name -split '\\')[-1]
    $fits = $OnlyUser -eq ''
    if ($OnlyUser -like 'S-1-*') {
        $fits = $Sid -eq $OnlyUser
    }
    elseif ($OnlyUser -like '*\*') {
        $fits = $Name -eq $OnlyUser
    }
    elseif ($OnlyUser -like '*@*') {
        $upn = [string](Get-PrtAccountUpn -Sid $Sid)
        $fits = $upn -eq $OnlyUser
        if ($upn -eq '') {
            $local = [string]@($OnlyUser -split '@')[0]
            $fits = ($bare -replace '[^\p{L}\p{Nd}]', '') -eq ($local -replace '[^\p{L}\p{Nd}]', '')
        }
    }
    elseif ($OnlyUser -ne '') {
        $fits = $bare -eq $OnlyUser
    }
    $fits
}

function Get-PrtLogState {
    <#
    .SYNOPSIS
    Tells whether the AAD event channels are there and enabled, what they hold, and on request their records.

    .DESCRIPTION
    It reads and changes nothing. Enabling a channel empties it, so what it holds is read before (Records); an Analytic
    channel is read from its oldest record on, since it can be read in no other direction. Records whose text would be
    longer than the bound are left out, and Capped says so.

    .PARAMETER Channel
    The channels.

    .PARAMETER MaxEvents
    How many records of each channel; 0: none.

    .PARAMETER MaxCharacters
    How much XML of each channel at most.

    .EXAMPLE
    Get-PrtLogState -Channel 'Microsoft-Windows-AAD/Analytic' -MaxEvents 2000

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Channels (array): one object per channel with Channel (string), State (ok, missing or denied), Enabled (bool or null),
        Mode (string or null), MaximumSizeInBytes (int or null), RecordCount (int or null), OldestUtc (string or null),
        NewestUtc (string or null), RecordState (ok, constrained or denied), Capped (bool: records were left out),
        Unreadable (int), Events (array of string: Event elements as XML).
    #>
    [CmdletBinding()]
    param(
        [ValidateSet('Microsoft-Windows-AAD/Operational', 'Microsoft-Windows-AAD/Analytic')]
        [string[]]$Channel = @('Microsoft-Windows-AAD/Operational', 'Microsoft-Windows-AAD/Analytic'),

        [int]$MaxEvents = 0,

        [int]$MaxCharacters = 8388608
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $found = @()
    foreach ($name in $Channel) {
        $data = [ordered]@{
            Channel = $name
            State = 'ok'
            Enabled = $null
            Mode = $null
            MaximumSizeInBytes = $null
            RecordCount = $null
            OldestUtc = $null
            NewestUtc = $null
            RecordState = 'ok'
            Capped = $false
            Unreadable = 0
            Events = @()
        }
        $isDirect = $name -like '*/Analytic'
        $listed = Get-PrtEventRecord -Filter @{ ListLog = $name }
        $data['State'] = [string]$listed['State']
        foreach ($log in @($listed['Records'])) {
            $data['Enabled'] = [bool]$log.IsEnabled
            $data['Mode'] = [string]$log.LogMode
            $data['MaximumSizeInBytes'] = [int64]$log.MaximumSizeInBytes
            if ($null -ne $log.RecordCount) {
                $data['RecordCount'] = [int64]$log.RecordCount
            }
        }
        if ($data['State'] -eq 'ok') {
            foreach ($end in @('OldestUtc', 'NewestUtc')) {
                # A direct channel gives its newest record only after all others.
                if (($end -eq 'OldestUtc') -or (-not $isDirect)) {
                    $answer = Get-PrtEventRecord -Filter @{
                        LogName = $name
                        MaxEvents = 1
                        Oldest = ($end -eq 'OldestUtc')
                    }
                    foreach ($record in @($answer['Records'])) {
                        $data[$end] = ConvertTo-PrtUtcText -Time $record.TimeCreated
                    }
                    if ($answer['State'] -ne 'ok') {
                        $data['RecordState'] = [string]$answer['State']
                    }
                }
            }
            if ($MaxEvents -gt 0) {
                $read = Read-PrtLogXml -Channel $name -MaxEvents $MaxEvents -MaxCharacters $MaxCharacters
                $data['RecordState'] = [string]$read['State']
                $data['Capped'] = [bool]$read['Capped']
                $data['Unreadable'] = [int]$read['Unreadable']
                $data['Events'] = @($read['Events'])
            }
        }
        $found += $data
    }
    [ordered]@{
        Channels = $found
    }
}

function Invoke-PrtRefresh {
    <#
    .SYNOPSIS
    Asks dsregcmd to renew the primary refresh token, in the own session of each of the users named.

    .DESCRIPTION
    The same one-shot task as in a visit, with dsregcmd /refreshprt instead of /status: registered, started, read, and
    removed with its folder in every case. Windows renews in the background, so the answer of dsregcmd says that a renewal
    is scheduled and never that it succeeded; whether it did, the next visit sees. Builds whose dsregcmd lacks the switch
    print its usage, which comes back as text. Which builds those are is unverified on real hosts.

    With WhatIf it is only told for whom a task would be registered: nothing is written. ShouldProcess is a method
    ConstrainedLanguage forbids, so the preference that WhatIf sets is read instead.

    .PARAMETER OnlySid
    The accounts; others who are signed in are left alone. None: everybody.

    .PARAMETER TaskSeconds
    How long one task may run.

    .PARAMETER BudgetSeconds
    How long the whole may take; who comes later is refused with the error id NoTimeLeft, and a task that still runs then
    is not waited for.

    .EXAMPLE
    Invoke-PrtRefresh -OnlySid 'S-1-12-1-1-2-3-4' -WhatIf

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Users (array): one object per account with Sid (string), Name (string), SessionId (int or null: the account has
        several sessions), State (finished, running, silent, unreadable, refused or whatif), Text (string: what the task
        wrote), ErrorId (string), Message (string), Removed (bool: nothing of the task is left).

    .NOTES
    Writes on the host: per user a task, a folder and a file, all removed before it ends; and the user's token is renewed.
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [string[]]$OnlySid = @(),

        [int]$TaskSeconds = 20,

        [int]$BudgetSeconds = 60
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $isDry = [bool]$WhatIfPreference
    $WhatIfPreference = $false
    $stop = [datetime]::UtcNow.AddSeconds($BudgetSeconds)
    if (-not $isDry) {
        $null = Remove-PrtStaleTask
    }
    $order = @()
    $users = @{}
    foreach ($owner in @(Get-PrtSignIn)) {
        $sid = [string]$owner['Sid']
        $isNamed = (@($OnlySid).Count -eq 0) -or ($OnlySid -contains $sid)
        if ($users.ContainsKey($sid)) {
            $users[$sid]['SessionId'] = $null
        }
        elseif (($sid -ne '') -and $isNamed) {
            $order += $sid
            $users[$sid] = [ordered]@{
                Sid = $sid
                Name = [string]$owner['Name']
                SessionId = $owner['SessionId']
                State = 'whatif'
                Text = ''
                ErrorId = ''
                Message = ''
                Removed = $true
            }
        }
    }
    $tasks = @{}
    $open = @{}
    try {
        foreach ($sid in $order) {
            $user = $users[$sid]
            if (-not $isDry) {
                try {
                    if ([datetime]::UtcNow -ge $stop) {
                        Write-Error -Message 'the time for starting tasks was used up' -ErrorId 'NoTimeLeft' -Category OperationTimeout
                    }
                    $argument = @{
                        Sid = $sid
                        AskSession = ($null -eq $user['SessionId'])
                        Request = 'refreshprt'
                        TaskSeconds = $TaskSeconds
                        LifeSeconds = $BudgetSeconds + $TaskSeconds + 120
                        Open = $open
                    }
                    $task = Register-PrtUserTask @argument
                    $tasks[$sid] = [string]$task['Name']
                }
                catch {
                    $fact = Get-PrtErrorFact -ErrorRecord $PSItem
                    $user['State'] = 'refused'
                    $user['ErrorId'] = [string]$fact['Id']
                    $user['Message'] = [string]$fact['Message']
                }
            }
        }
        foreach ($sid in $order) {
            if ($tasks.ContainsKey($sid)) {
                $user = $users[$sid]
                $name = [string]$tasks[$sid]
                $left = [int]($stop - [datetime]::UtcNow).TotalSeconds
                if ($left -gt $TaskSeconds) {
                    $left = $TaskSeconds
                }
                if ($left -lt 0) {
                    $left = 0
                }
                try {
                    $answer = Receive-PrtUserTask -TaskName $name -WaitSeconds $left -MaxTextBytes 65536
                    $user['State'] = [string]$answer['State']
                    $user['Text'] = [string]$answer['Text']
                    $user['Removed'] = [bool]$answer['Removed']
                }
                catch {
                    $fact = Get-PrtErrorFact -ErrorRecord $PSItem
                    $user['State'] = 'unreadable'
                    $user['ErrorId'] = [string]$fact['Id']
                    $user['Message'] = [string]$fact['Message']
                }
                $open[$name] = $false
            }
        }
    }
    finally {
        # Cut off here, the tasks that nobody read are still ours to remove, by what was noted before they existed.
        foreach ($name in @($open.Keys)) {
            if ($open[$name]) {
                $null = Remove-PrtUserTask -TaskName $name
            }
        }
    }
    $listed = @()
    foreach ($sid in $order) {
        $listed += $users[$sid]
    }
    [ordered]@{
        Users = $listed
    }
}

function Read-PrtLogXml {
    <#
    .SYNOPSIS
    Gives the records of a channel as XML, oldest first, as many as fit into the bounds.

    .DESCRIPTION
    From the oldest on, because an Analytic channel can be read in no other direction. ToXml is a method of no core type:
    where the language is constrained nothing is read, and that is said.

    .PARAMETER Channel
    The channel.

    .PARAMETER MaxEvents
    How many records at most.

    .PARAMETER MaxCharacters
    How much XML at most.

    .EXAMPLE
    Read-PrtLogXml -Channel 'Microsoft-Windows-AAD/Analytic' -MaxEvents 100 -MaxCharacters 1048576

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary with State (ok, missing, denied or constrained), Capped (bool), Unreadable
    (int) and Events (array of string).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Channel,

        [Parameter(Mandatory = $true)]
        [int]$MaxEvents,

        [Parameter(Mandatory = $true)]
        [int]$MaxCharacters
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $state = 'ok'
    $isCapped = $false
    $unreadable = 0
    $events = @()
    if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        $answer = Get-PrtEventRecord -Filter @{
            LogName = $Channel
            Oldest = $true
            MaxEvents = $MaxEvents + 1
        }
        $state = [string]$answer['State']
        $unreadable = [int]$answer['Unreadable']
        $length = 0
        foreach ($record in @($answer['Records'])) {
            $xml = ''
            try {
                # FullLanguage: an event record is no core type.
                $xml = [string]$record.ToXml()
            }
            catch {
                $unreadable += 1
            }
            $length += $xml.Length
            if ((@($events).Count -ge $MaxEvents) -or ($length -gt $MaxCharacters)) {
                $isCapped = $true
                break
            }
            if ($xml -ne '') {
                $events += $xml
            }
        }
    }
    else {
        $state = 'constrained'
    }
    [ordered]@{
        State = $state
        Capped = $isCapped
        Unreadable = $unreadable
        Events = $events
    }
}

function Set-PrtLogState {
    <#
    .SYNOPSIS
    Enables or disables one AAD event channel, and says what it was before and what it is now.

    .DESCRIPTION
    Enabling empties the channel: who asks for it has read it first (Get-PrtLogState). A channel that is as asked already
    is not touched. wevtutil is used because setting a property is forbidden in ConstrainedLanguage; its exit code is the
    Win32 error, 5 for access denied. Size and mode stay as they are. With WhatIf nothing is changed, and Changed says
    whether it would have been. Unverified on real hosts.

    .PARAMETER Channel
    The channel.

    .PARAMETER Enabled
    What it shall be.

    .EXAMPLE
    Set-PrtLogState -Channel 'Microsoft-Windows-AAD/Analytic' -Enabled $true -WhatIf

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Channel (string): the channel.
      State (string): ok, missing or denied.
      EnabledBefore (bool or null): what it was.
      EnabledAfter (bool or null): what it is now.
      Changed (bool): it was changed, or with WhatIf would have been.
      ExitCode (int or null): what wevtutil ended with, where it was asked.
      WhatIf (bool): nothing was to be changed.

    .NOTES
    Writes on the host: the enabled flag of the channel.
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true)]
        [ValidateSet('Microsoft-Windows-AAD/Operational', 'Microsoft-Windows-AAD/Analytic')]
        [string]$Channel,

        [Parameter(Mandatory = $true)]
        [bool]$Enabled
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $isDry = [bool]$WhatIfPreference
    $WhatIfPreference = $false
    $data = [ordered]@{
        Channel = $Channel
        State = 'ok'
        EnabledBefore = $null
        EnabledAfter = $null
        Changed = $false
        ExitCode = $null
        WhatIf = $isDry
    }
    $listed = Get-PrtEventRecord -Filter @{ ListLog = $Channel }
    $data['State'] = [string]$listed['State']
    foreach ($log in @($listed['Records'])) {
        $data['EnabledBefore'] = [bool]$log.IsEnabled
        $data['EnabledAfter'] = [bool]$log.IsEnabled
    }
    $isOther = ($null -ne $data['EnabledBefore']) -and ($data['EnabledBefore'] -ne $Enabled)
    if ($isOther -and $isDry) {
        $data['Changed'] = $true
    }
    elseif ($isOther) {
        $flag = '/e:false'
        if ($Enabled) {
            $flag = '/e:true'
        }
        $wevtutil = Get-PrtSystemPath -Name 'wevtutil.exe'
        $answer = Invoke-PrtNativeCommand -FilePath $wevtutil -Argument @('sl', $Channel, $flag, '/q:true')
        $data['ExitCode'] = [int]$answer['ExitCode']
        $listed = Get-PrtEventRecord -Filter @{ ListLog = $Channel }
        foreach ($log in @($listed['Records'])) {
            $data['EnabledAfter'] = [bool]$log.IsEnabled
        }
        $data['Changed'] = $data['EnabledAfter'] -eq $Enabled
    }
    $data
}

Export-ModuleMember -Function @('Invoke-PrtVisit', 'Get-PrtLogState', 'Invoke-PrtRefresh', 'Set-PrtLogState')
