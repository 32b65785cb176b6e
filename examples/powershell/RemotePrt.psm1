# remote_prt as PowerShell commands: names in by the pipeline, an object per host out as it is judged.
#
# Windows PowerShell 5.1 and PowerShell 7, on Windows and Linux. The program is started through .NET instead of the call
# operator, for four reasons: a password goes to it as bytes that no command, log or transcript sees; its standard error
# is text and not error records; one quoting rule holds in 5.1 and 7; and Ctrl-C ends it in order instead of killing it.
# That needs FullLanguage. README.md says what was not tried on Windows.

# Parameters of Invoke-RemotePrt that are options of `remote_prt sweep`; a test holds them to the program's own parser.
$script:SweepOption = @{
    AllowNtlm = '--allow-ntlm'
    Auth = '--auth'
    CatchUp = '--catch-up'
    Concurrency = '--concurrency'
    ConfigurationName = '--configuration-name'
    Context = '--context'
    Deadline = '--deadline'
    Exclude = '--exclude'
    Https = '--https'
    Inventory = '--inventory'
    Lang = '--lang'
    LdapFilter = '--ldap-filter'
    LdapServer = '--ldap-server'
    Limit = '--limit'
    OnlyUser = '--only-user'
    Ou = '--ou'
    StateDir = '--state-dir'
}

# Words that stand in every sweep: a line of JSON per host at once, and an end in order when standard input closes.
$script:SweepWord = @('sweep', '--output=ndjson=-', '--end-with-stdin', '--no-progress', '--quiet')

# The account and its password, where -Credential is given.
$script:UserOption = '--user'
$script:PasswordWord = '--password-fd=0'

# Names above this length together go through a file: Windows takes 32,767 characters of command line (CreateProcess).
$script:LongestNames = 24000

# What an object of the pipeline may call a computer, the surest first: AD, Invoke-Command, Intune, CIM, CSV files.
$script:NameProperty = @('ComputerName', 'DNSHostName', 'PSComputerName', 'DeviceName', 'Host', 'CN', 'Name')

# What such a property may hold. @FILE, ranges and lists are for who types them: an attribute is written by others.
$script:PlainName = '^(?:[A-Za-z0-9_][A-Za-z0-9._:-]*|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?)\z'

# Characters in texts of hosts that act on a terminal, as JSON spells them; they are shown as they are spelled.
$script:ActingEscape = '(?<!\\)((?:\\\\)*)\\(u(?:00[01][0-9a-f]|007f|00[89][0-9a-f]|00ad|061c|200[b-f]|202[89a-e]|206[0-9a-f]|feff)|[bfr])'

# Outcomes that are error records, and their category.
$script:OutcomeCategory = @{
    UNREACHABLE = 'ConnectionError'
    REFUSED = 'PermissionDenied'
    TIMED_OUT = 'OperationTimeout'
}

# Exit codes of a run that never began, and of one that did but left something undone.
$script:RefusalCategory = @{
    2 = 'InvalidArgument'
    7 = 'ResourceBusy'
}
$script:TroubleCategory = @{
    2 = 'WriteError'
    5 = 'SecurityError'
    6 = 'OperationStopped'
    70 = 'NotSpecified'
    130 = 'OperationStopped'
    143 = 'OperationStopped'
}

# What to say where there is no program.
$script:Missing = 'remote_prt was not found: put it on the search path, or name it with -Program or REMOTE_PRT_PROGRAM'

# Seconds that a program which was asked to end may take to clean its hosts.
$script:EndingSeconds = 20

function Resolve-RemotePrtName {
    <#
    .SYNOPSIS
    Gives the computer that a value of the pipeline names.

    .DESCRIPTION
    The parameter binder would turn an object into text where its property is empty (a computer account without
    dNSHostName becomes its distinguished name), so objects are looked into here. A property that holds more than one
    plain name is none: it could make the program read a file as a list of hosts, or visit thousands.

    .PARAMETER InputObject
    A text, or an object with one of the properties that name computers.

    .EXAMPLE
    Resolve-RemotePrtName -InputObject $computer

    .OUTPUTS
    System.String; nothing where it names none.
    #>
    [CmdletBinding()]
    param(
        [AllowNull()]
        [object]$InputObject
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    if ($InputObject -is [string]) {
        $InputObject.Trim()
        return
    }
    if ($null -eq $InputObject) {
        return
    }
    foreach ($name in $script:NameProperty) {
        $property = $InputObject.PSObject.Properties[$name]
        if ($null -ne $property -and [string]$property.Value) {
            $text = ([string]$property.Value).Trim()
            if ($text -match $script:PlainName) {
                $text
            }
            return
        }
    }
}

function Find-RemotePrtProgram {
    <#
    .SYNOPSIS
    Gives the program that is started, and the words that stand before its own arguments.

    .DESCRIPTION
    What was named, else REMOTE_PRT_PROGRAM, else remote_prt on the search path, else Python with -P -m remote_prt: with
    -P it takes no module from the current folder. Scripts (.cmd, .bat, .ps1) are refused: they would read the arguments a
    second time, by rules of their own.

    .PARAMETER Program
    A program and its first arguments, such as C:\venv\Scripts\python.exe, -m, remote_prt.

    .EXAMPLE
    Find-RemotePrtProgram

    .OUTPUTS
    System.String, one for each word; nothing where there is none.
    #>
    [CmdletBinding()]
    param(
        [string[]]$Program = @()
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $candidates = @('remote_prt', 'python3')
    if ($env:OS -eq 'Windows_NT') {
        $candidates = @('remote_prt.exe', 'py.exe', 'python.exe')
    }
    if ($env:REMOTE_PRT_PROGRAM) {
        $candidates = @($env:REMOTE_PRT_PROGRAM)
    }
    if ($Program.Count) {
        $candidates = @($Program[0])
    }
    foreach ($candidate in $candidates) {
        $found = Get-Command -Name $candidate -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
        if ($null -eq $found -or $found.Path -match '\.(cmd|bat|ps1)$') {
            continue
        }
        $found.Path
        if ($Program.Count -gt 1) {
            $Program[1..($Program.Count - 1)]
        }
        elseif (-not $Program.Count -and $found.Name -match '^py(thon)?[0-9.]*(\.exe)?$') {
            '-P'
            '-m'
            'remote_prt'
        }
        return
    }
}

function ConvertTo-RemotePrtArgument {
    <#
    .SYNOPSIS
    Gives the options of a sweep for the parameters that were bound.

    .DESCRIPTION
    An option and its value are one word (--limit=-x is a value), so that no value can pass for an option.

    .PARAMETER Bound
    The parameters by name, as $PSBoundParameters has them.

    .EXAMPLE
    ConvertTo-RemotePrtArgument -Bound $PSBoundParameters

    .OUTPUTS
    System.String, one for each word.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [object]$Bound
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    foreach ($name in @($script:SweepOption.Keys | Sort-Object)) {
        if (-not $Bound.ContainsKey($name)) {
            continue
        }
        foreach ($value in @($Bound[$name])) {
            if ($value -isnot [switch]) {
                "$($script:SweepOption[$name])=$value"
            }
            elseif ($value) {
                $script:SweepOption[$name]
            }
        }
    }
}

function ConvertTo-RemotePrtCommandLine {
    <#
    .SYNOPSIS
    Gives one command line for a list of arguments.

    .DESCRIPTION
    By the rules that C programs of Windows read it with (Microsoft: Parsing C command-line arguments): a quote is \",
    and backslashes before a quote are doubled. .NET reads ProcessStartInfo.Arguments by the same rules on Linux, and
    .NET Framework, which 5.1 runs on, has no list of arguments to hand over instead.

    .PARAMETER Argument
    The arguments.

    .EXAMPLE
    ConvertTo-RemotePrtCommandLine -Argument @('--limit=@tokyo', 'pc 1')

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [AllowEmptyString()]
        [string[]]$Argument
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $words = foreach ($word in $Argument) {
        $inner = $word -replace '(\\*)"', '$1$1\"'
        $inner = $inner -replace '(\\+)\z', '$1$1'
        '"' + $inner + '"'
    }
    @($words) -join ' '
}

function New-RemotePrtError {
    <#
    .SYNOPSIS
    Gives an error record.

    .DESCRIPTION
    Records are written by the command that people called, so that they carry its name and obey its -ErrorAction.

    .PARAMETER Message
    What is wrong.

    .PARAMETER Id
    The word after RemotePrt in its FullyQualifiedErrorId.

    .PARAMETER Category
    A member of ErrorCategory.

    .PARAMETER Target
    What it is about: the name of a computer, or nothing.

    .EXAMPLE
    New-RemotePrtError -Message 'no program' -Id 'NoProgram' -Category 'NotInstalled'

    .OUTPUTS
    System.Management.Automation.ErrorRecord
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [AllowEmptyString()]
        [string]$Message,

        [Parameter(Mandatory = $true)]
        [string]$Id,

        [Parameter(Mandatory = $true)]
        [string]$Category,

        [AllowNull()]
        [object]$Target = $null
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $exception = New-Object -TypeName System.InvalidOperationException -ArgumentList $Message
    New-Object -TypeName System.Management.Automation.ErrorRecord -ArgumentList $exception, "RemotePrt.$Id", $Category, $Target
}

function ConvertFrom-RemotePrtLine {
    <#
    .SYNOPSIS
    Gives the record of one line of --format ndjson.

    .DESCRIPTION
    PowerShell 7 makes its times DateTime values, Windows PowerShell leaves them texts (ConvertFrom-Json). Escape sequences
    in texts of hosts are texts here too: a console would obey them.

    .PARAMETER Line
    One line.

    .EXAMPLE
    ConvertFrom-RemotePrtLine -Line $line

    .OUTPUTS
    RemotePrt.Run, RemotePrt.Result or RemotePrt.Summary, as its Type says.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Line
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $record = ConvertFrom-Json -InputObject ($Line -replace $script:ActingEscape, '$1\\$2')
    $record.PSObject.TypeNames.Insert(0, "RemotePrt.$($record.Type)")
    $record
}

function New-RemotePrtHostError {
    <#
    .SYNOPSIS
    Gives the error record of a host that could not be judged.

    .DESCRIPTION
    Hosts that were SKIPPED on purpose (disabled, left out by a deadline) are no errors: their objects say why.

    .PARAMETER Record
    A RemotePrt.Result.

    .EXAMPLE
    New-RemotePrtHostError -Record $record

    .OUTPUTS
    System.Management.Automation.ErrorRecord; nothing for a host that was visited or SKIPPED.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [object]$Record
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    if (-not $script:OutcomeCategory.ContainsKey($Record.Outcome)) {
        return
    }
    $category = $script:OutcomeCategory[$Record.Outcome]
    $message = "$($Record.ComputerName): $($Record.Outcome)"
    if ($null -ne $Record.Failure) {
        $message = "$($Record.ComputerName): $($Record.Failure.Message)"
        if ($Record.Failure.Try) {
            $message = "$message - $($Record.Failure.Try)"
        }
        if ($Record.Failure.Phase -eq 'authenticate') {
            $category = 'AuthenticationError'
        }
    }
    New-RemotePrtError -Message $message -Id $Record.Outcome -Category $category -Target $Record.ComputerName
}

function Join-RemotePrtRun {
    <#
    .SYNOPSIS
    Gives a run as one object: what its first line says and what its last one says.

    .DESCRIPTION
    Together they are Run of docs/report.schema.json, and the number of hosts asked for.

    .PARAMETER First
    The line of Type Run.

    .PARAMETER Last
    The line of Type Summary.

    .EXAMPLE
    Join-RemotePrtRun -First $first -Last $last

    .OUTPUTS
    RemotePrt.Run
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [object]$First,

        [Parameter(Mandatory = $true)]
        [object]$Last
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $run = [ordered]@{}
    foreach ($property in @($First.PSObject.Properties) + @($Last.PSObject.Properties)) {
        $run[$property.Name] = $property.Value
    }
    $run['Type'] = 'Run'
    $object = [pscustomobject]$run
    $object.PSObject.TypeNames.Insert(0, 'RemotePrt.Run')
    $object
}

function Invoke-RemotePrtProgram {
    <#
    .SYNOPSIS
    Runs remote_prt and gives its lines as they come, and at last how it ended.

    .DESCRIPTION
    The password goes into standard input as UTF-8, in one method call: no variable, no command and no argument holds it.
    Standard input stays open while the program runs; whatever ends this function (Ctrl-C, Select-Object -First, an error
    under -ErrorAction Stop, the end of PowerShell itself) closes it, and the program then ends in order: its hosts are
    cleaned and its run can be resumed. Only one that does not end within 20 seconds is killed. The finally block calls
    methods only, because commands in it can be cut off (PowerShell issue 21552).

    .PARAMETER Program
    The program, and the words before its arguments.

    .PARAMETER Argument
    Its arguments.

    .PARAMETER Credential
    Whose password is sent; nothing is sent without it.

    .EXAMPLE
    Invoke-RemotePrtProgram -Program @('/usr/bin/remote_prt') -Argument @('history', '--format=json', '--', 'pc-07')

    .OUTPUTS
    System.String for each line; then one object with ExitCode (int) and Message (string, its standard error).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string[]]$Program,

        [Parameter(Mandatory = $true)]
        [AllowEmptyString()]
        [string[]]$Argument,

        [System.Management.Automation.PSCredential]$Credential = $null
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $utf8 = New-Object -TypeName System.Text.UTF8Encoding -ArgumentList $false
    $start = New-Object -TypeName System.Diagnostics.ProcessStartInfo
    $start.FileName = $Program[0]
    $start.Arguments = ConvertTo-RemotePrtCommandLine -Argument @(@($Program | Select-Object -Skip 1) + $Argument)
    $start.WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = $utf8
    $start.StandardErrorEncoding = $utf8
    $start.EnvironmentVariables['PYTHONIOENCODING'] = 'utf-8'
    $process = [System.Diagnostics.Process]::Start($start)
    $said = $process.StandardError.ReadToEndAsync()
    $line = $process.StandardOutput.ReadLineAsync()
    try {
        if ($null -ne $Credential) {
            $writer = New-Object -TypeName System.IO.StreamWriter -ArgumentList $process.StandardInput.BaseStream, $utf8
            try {
                $writer.Write($Credential.GetNetworkCredential().Password + "`n")
                $writer.Flush()
            }
            catch [System.IO.IOException] {
                Write-Verbose -Message 'remote_prt ended before it read a password'
            }
        }
        while ($true) {
            while (-not $line.Wait(100)) {
                Start-Sleep -Milliseconds 1
            }
            if ($null -eq $line.Result) {
                break
            }
            $text = $line.Result
            $line = $process.StandardOutput.ReadLineAsync()
            if ($text -match '^\{"Type":"Summary"') {
                # Nothing is left to be stopped. On Windows a thread that waits for input could hold up the program's exit.
                $process.StandardInput.Close()
            }
            $text
        }
    }
    finally {
        try {
            $process.StandardInput.Close()
        }
        catch [System.IO.IOException] {
            # The program had ended already.
        }
        $until = [System.DateTime]::UtcNow.AddSeconds($script:EndingSeconds)
        while ([System.DateTime]::UtcNow -lt $until -and $line.Wait(1000 * $script:EndingSeconds) -and $null -ne $line.Result) {
            $line = $process.StandardOutput.ReadLineAsync()
        }
        if (-not $process.WaitForExit(1000 * $script:EndingSeconds)) {
            $process.Kill()
        }
    }
    $process.WaitForExit()
    $message = ''
    if ($said.Wait(5000)) {
        $message = $said.Result.Trim()
    }
    [pscustomobject]@{
        ExitCode = [int]$process.ExitCode
        Message = $message
    }
    $process.Dispose()
}

function Invoke-RemotePrtDocument {
    <#
    .SYNOPSIS
    Runs a verb that prints one JSON document, and gives the document.

    .DESCRIPTION
    Verbs that only look into this machine's history: no host is contacted and no password is needed.

    .PARAMETER Program
    As Find-RemotePrtProgram gives it.

    .PARAMETER Argument
    The verb and its arguments.

    .EXAMPLE
    Invoke-RemotePrtDocument -Program @('remote_prt') -Argument @('diff', '--format=json')

    .OUTPUTS
    One object with ExitCode (int), Message (string) and Document (object; null where there was none).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string[]]$Program,

        [Parameter(Mandatory = $true)]
        [string[]]$Argument
    )
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    $given = @(Invoke-RemotePrtProgram -Program $Program -Argument $Argument)
    $ended = $given[-1]
    $document = $null
    if ($given.Count -gt 1) {
        $text = $given[0..($given.Count - 2)] -join "`n"
        $document = ConvertFrom-Json -InputObject ($text -replace $script:ActingEscape, '$1\\$2')
    }
    [pscustomobject]@{
        ExitCode = $ended.ExitCode
        Message = $ended.Message
        Document = $document
    }
}

function Invoke-RemotePrt {
    <#
    .SYNOPSIS
    Says for every signed-in user of Windows hosts whether the Entra PRT is healthy, why not, and what to do.

    .DESCRIPTION
    Runs `remote_prt sweep` on this machine and gives an object per host as soon as it is judged, with the members that
    docs/report.schema.json names. A host that could not be judged (UNREACHABLE, REFUSED, TIMED_OUT) is an object too, and
    a non-terminating error whose TargetObject is its name. A mistake in the command, and another run that visits the same
    hosts, are terminating errors. $LASTEXITCODE is the exit code of the run.

    Nothing is visited where the pipeline or -ComputerName named no computer, whatever -Inventory or -Ou say.

    .PARAMETER ComputerName
    Names, addresses or ranges such as 'pc[01-40]'; from the pipeline also objects that name a computer by one of the
    properties ComputerName, DNSHostName, PSComputerName, DeviceName, Host, CN or Name.

    .PARAMETER Credential
    The account to log on with; without it the current logon is used. Its password goes to the program by standard input.

    .PARAMETER Ou
    Distinguished names: the computers of Active Directory in and below them.

    .PARAMETER LdapFilter
    Of these, only those that match.

    .PARAMETER LdapServer
    The domain controller to ask.

    .PARAMETER Inventory
    A YAML file with groups and settings of hosts.

    .PARAMETER Limit
    Keep only these hosts: '@tokyo:!pc-07'.

    .PARAMETER Exclude
    Leave these hosts out.

    .PARAMETER Context
    auto, user, caller or events: how a visit looks at users.

    .PARAMETER OnlyUser
    Judge this user alone: UPN, SID or name.

    .PARAMETER Https
    WinRM over TLS.

    .PARAMETER Auth
    auto, kerberos, negotiate, ntlm, basic or certificate.

    .PARAMETER AllowNtlm
    Let auto use NTLM for named hosts over HTTP too.

    .PARAMETER ConfigurationName
    The PowerShell endpoint, such as a JEA one.

    .PARAMETER Concurrency
    Hosts at once.

    .PARAMETER Deadline
    When the run is to be over: 900, 15m, 2h or 06:30.

    .PARAMETER CatchUp
    Visit first what earlier runs did not get.

    .PARAMETER Lang
    en or ja: the language of titles, causes and remedies.

    .PARAMETER StateDir
    Keep runs here instead of in your own state folder.

    .PARAMETER ArgumentList
    Further options of `remote_prt sweep`, one word each: '-o', 'html=report.html'.

    .PARAMETER ListHosts
    Give the names of the hosts and contact none.

    .PARAMETER PassThru
    Give an object about the run after the last host: counts, coverage, exit code.

    .PARAMETER Program
    The program and its first arguments, if it is not remote_prt on the search path.

    .EXAMPLE
    Get-ADComputer -Filter 'Name -like "PC-*"' | Invoke-RemotePrt | Where-Object Status -eq BROKEN

    .EXAMPLE
    Invoke-RemotePrt -Ou 'OU=Clients,DC=corp,DC=example' -Deadline 06:30 -ErrorAction SilentlyContinue -ErrorVariable missed

    .OUTPUTS
    RemotePrt.Result, one per host: a Result of docs/report.schema.json, and Headline (string, the first finding or what
    went wrong). With -PassThru at last a RemotePrt.Run: Run of that schema. With -ListHosts System.String.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [Alias('DNSHostName', 'PSComputerName', 'DeviceName', 'Host', 'CN', 'Name')]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [string[]]$ComputerName,

        [System.Management.Automation.PSCredential]
        [System.Management.Automation.Credential()]
        $Credential,

        [string[]]$Ou,

        [string]$LdapFilter,

        [string]$LdapServer,

        [string]$Inventory,

        [string[]]$Limit,

        [string[]]$Exclude,

        [ValidateSet('auto', 'user', 'caller', 'events')]
        [string]$Context,

        [string]$OnlyUser,

        [switch]$Https,

        [ValidateSet('auto', 'kerberos', 'negotiate', 'ntlm', 'basic', 'certificate')]
        [string]$Auth,

        [switch]$AllowNtlm,

        [string]$ConfigurationName,

        [int]$Concurrency,

        [string]$Deadline,

        [switch]$CatchUp,

        [ValidateSet('en', 'ja', 'auto')]
        [string]$Lang,

        [string]$StateDir,

        [switch]$ListHosts,

        [switch]$PassThru,

        [string[]]$ArgumentList = @(),

        [string[]]$Program = @()
    )
    begin {
        Set-StrictMode -Version 3.0
        if (-not $PSBoundParameters.ContainsKey('ErrorAction')) {
            # A module does not see the preference of the script that calls it.
            $ErrorActionPreference = $PSCmdlet.GetVariableValue('ErrorActionPreference')
        }
        $isPiped = $MyInvocation.ExpectingInput
        $isNamed = $isPiped -or $PSBoundParameters.ContainsKey('ComputerName')
        $names = New-Object -TypeName System.Collections.Generic.List[string]
    }
    process {
        $given = @($ComputerName)
        if ($isPiped) {
            $given = @($PSItem)
        }
        foreach ($one in $given) {
            $name = Resolve-RemotePrtName -InputObject $one
            if ($name) {
                $names.Add($name)
            }
            elseif ($null -ne $one -and $one -isnot [string]) {
                $nameless = @{
                    Message = "an object of the pipeline names no computer: $one"
                    Id = 'NoName'
                    Category = 'InvalidData'
                    Target = $one
                }
                $PSCmdlet.WriteError((New-RemotePrtError @nameless))
            }
        }
    }
    end {
        if ($isNamed -and -not $names.Count) {
            Write-Verbose -Message 'no computer was named: nothing is visited'
            return
        }
        $found = @(Find-RemotePrtProgram -Program $Program)
        if (-not $found.Count) {
            $PSCmdlet.ThrowTerminatingError((New-RemotePrtError -Message $script:Missing -Id 'NoProgram' -Category 'NotInstalled'))
        }
        $words = @($script:SweepWord) + @(ConvertTo-RemotePrtArgument -Bound $PSBoundParameters) + $ArgumentList
        if ($ListHosts) {
            $words += '--list-hosts'
        }
        $sent = @{
            Program = $found
        }
        if ($null -ne $Credential -and $Credential -ne [System.Management.Automation.PSCredential]::Empty) {
            if ($Credential.GetNetworkCredential().Password -match '[\r\n\0]') {
                $unfit = @{
                    Message = 'the password holds a line end or NUL, which no line of text can carry'
                    Id = 'UnfitPassword'
                    Category = 'InvalidArgument'
                }
                $PSCmdlet.ThrowTerminatingError((New-RemotePrtError @unfit))
            }
            $words += "$($script:UserOption)=$($Credential.UserName -replace '^\\', '')"
            $words += $script:PasswordWord
            $sent['Credential'] = $Credential
        }
        $file = ''
        $first = $null
        $last = $null
        $ended = $null
        try {
            if (($names -join ' ').Length -gt $script:LongestNames) {
                $file = [System.IO.Path]::GetTempFileName()
                [System.IO.File]::WriteAllLines($file, $names.ToArray())
                $words += "--hostfile=$file"
            }
            else {
                $words += '--'
                $words += $names.ToArray()
            }
            Invoke-RemotePrtProgram @sent -Argument $words | ForEach-Object -Process {
                if ($PSItem -isnot [string]) {
                    $ended = $PSItem
                }
                elseif ($ListHosts) {
                    $PSItem
                }
                else {
                    $record = ConvertFrom-RemotePrtLine -Line $PSItem
                    if ($record.Type -eq 'Run') {
                        $first = $record
                    }
                    elseif ($record.Type -eq 'Summary') {
                        $last = $record
                    }
                    else {
                        $record
                        $failed = New-RemotePrtHostError -Record $record
                        if ($null -ne $failed) {
                            $PSCmdlet.WriteError($failed)
                        }
                    }
                }
            }
        }
        finally {
            if ($file) {
                [System.IO.File]::Delete($file)
            }
        }
        $global:LASTEXITCODE = $ended.ExitCode
        $isDone = $null -ne $last -or $ended.ExitCode -eq 0
        $problem = @{
            Message = "remote_prt ended with exit code $($ended.ExitCode): $($ended.Message)"
            Id = "Exit$($ended.ExitCode)"
            Category = 'InvalidResult'
        }
        if (-not $isDone) {
            if ($script:RefusalCategory.ContainsKey($ended.ExitCode)) {
                $problem['Message'] = $ended.Message
                $problem['Category'] = $script:RefusalCategory[$ended.ExitCode]
            }
            $PSCmdlet.ThrowTerminatingError((New-RemotePrtError @problem))
        }
        if ($PassThru -and $null -ne $last) {
            Join-RemotePrtRun -First $first -Last $last
        }
        if ($script:TroubleCategory.ContainsKey($ended.ExitCode)) {
            $problem['Category'] = $script:TroubleCategory[$ended.ExitCode]
            $PSCmdlet.WriteError((New-RemotePrtError @problem))
        }
        elseif ($ended.Message) {
            Write-Warning -Message $ended.Message
        }
    }
}

function Get-RemotePrtHistory {
    <#
    .SYNOPSIS
    Shows how a host or user did in earlier runs.

    .DESCRIPTION
    Runs `remote_prt history`; no host is contacted.

    .PARAMETER Name
    A host, or a user as DOMAIN\name or UPN.

    .PARAMETER StateDir
    Where runs are kept, if not in your own state folder.

    .PARAMETER Program
    The program and its first arguments, if it is not remote_prt on the search path.

    .EXAMPLE
    Get-RemotePrtHistory -Name pc-07

    .OUTPUTS
    RemotePrt.History, one for each host and user: a member of Subjects of docs/history.md.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [Alias('ComputerName', 'UserName')]
        [string]$Name,

        [string]$StateDir,

        [string[]]$Program = @()
    )
    process {
        Set-StrictMode -Version 3.0
        $found = @(Find-RemotePrtProgram -Program $Program)
        if (-not $found.Count) {
            $PSCmdlet.ThrowTerminatingError((New-RemotePrtError -Message $script:Missing -Id 'NoProgram' -Category 'NotInstalled'))
        }
        $words = @('history', '--format=json')
        if ($StateDir) {
            $words += "--state-dir=$StateDir"
        }
        $asked = Invoke-RemotePrtDocument -Program $found -Argument ($words + @('--', $Name))
        $global:LASTEXITCODE = $asked.ExitCode
        if ($null -eq $asked.Document) {
            $PSCmdlet.WriteError((New-RemotePrtError -Message $asked.Message -Id 'History' -Category 'ObjectNotFound' -Target $Name))
            return
        }
        foreach ($subject in @($asked.Document.Subjects)) {
            $subject.PSObject.TypeNames.Insert(0, 'RemotePrt.History')
            $subject
        }
    }
}

function Compare-RemotePrtRun {
    <#
    .SYNOPSIS
    Says what has changed between two runs.

    .DESCRIPTION
    Runs `remote_prt diff`; no host is contacted.

    .PARAMETER Older
    A run; without it the last two of the same hosts are compared.

    .PARAMETER Newer
    The run to compare it with.

    .PARAMETER StateDir
    Where runs are kept, if not in your own state folder.

    .PARAMETER Program
    The program and its first arguments, if it is not remote_prt on the search path.

    .EXAMPLE
    Compare-RemotePrtRun | Where-Object Change -eq New

    .OUTPUTS
    RemotePrt.Change, one for each host and user: Change (New, ChangedCause, Flapping, Fixed, Still, NotSeen) and the
    members of such a set in docs/history.md.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0)]
        [string]$Older,

        [Parameter(Position = 1)]
        [string]$Newer,

        [string]$StateDir,

        [string[]]$Program = @()
    )
    Set-StrictMode -Version 3.0
    $found = @(Find-RemotePrtProgram -Program $Program)
    if (-not $found.Count) {
        $PSCmdlet.ThrowTerminatingError((New-RemotePrtError -Message $script:Missing -Id 'NoProgram' -Category 'NotInstalled'))
    }
    $words = @('diff', '--format=json')
    if ($StateDir) {
        $words += "--state-dir=$StateDir"
    }
    $words += '--'
    foreach ($run in @($Older, $Newer)) {
        if ($run) {
            $words += $run
        }
    }
    $asked = Invoke-RemotePrtDocument -Program $found -Argument $words
    $global:LASTEXITCODE = $asked.ExitCode
    if ($null -eq $asked.Document) {
        $PSCmdlet.ThrowTerminatingError((New-RemotePrtError -Message $asked.Message -Id 'Diff' -Category 'ObjectNotFound'))
    }
    foreach ($change in @('New', 'ChangedCause', 'Flapping', 'Fixed', 'Still', 'NotSeen')) {
        foreach ($one in @($asked.Document.$change)) {
            $row = [ordered]@{
                Change = $change
            }
            foreach ($property in @($one.PSObject.Properties)) {
                $row[$property.Name] = $property.Value
            }
            $object = [pscustomobject]$row
            $object.PSObject.TypeNames.Insert(0, 'RemotePrt.Change')
            $object
        }
    }
}

# What a host's line says first: why it was not judged, else the headline of its worst user or of the device.
$headline = @{
    TypeName = 'RemotePrt.Result'
    MemberType = 'ScriptProperty'
    MemberName = 'Headline'
    DefaultDisplayPropertySet = @('ComputerName', 'Status', 'Headline')
    Force = $true
    Value = {
        if ($this.Failure) {
            return $this.Failure.Message
        }
        foreach ($user in @($this.Users)) {
            if ($user.Status -eq $this.Status -and @($user.Findings).Count) {
                return @($user.Findings)[0].Title
            }
        }
        foreach ($finding in @($this.Findings)) {
            return $finding.Title
        }
        $this.Reason
    }
}
Update-TypeData @headline
Update-TypeData -TypeName 'RemotePrt.Run' -DefaultDisplayPropertySet 'Id', 'Finished', 'Counts', 'ExitCode' -Force
Update-TypeData -TypeName 'RemotePrt.Change' -DefaultDisplayPropertySet 'Change', 'ComputerName', 'UserName', 'Cause' -Force
Export-ModuleMember -Function 'Invoke-RemotePrt', 'Get-RemotePrtHistory', 'Compare-RemotePrtRun'
