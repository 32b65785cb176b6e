"""The PowerShell front as far as it can be known without an engine: syntax, calls, help, what it reads and sends."""

import json
import re

import click
import pytest

from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.history_verb import diff, history
from remote_prt.cli.sweep_verb import sweep
from remote_prt.model import Outcome
from remote_prt.snippets.snippet import help_sections
from tests.ps_snippets.front_module import (
    FOLDER,
    FUNCTIONS,
    MANIFEST,
    MODULE,
    SOURCES,
    TEXT,
    allowed_values,
    finally_commands,
    members,
    parameter_text,
    table,
    texts,
)
from tests.ps_snippets.powershell_rules import call_problems, json_problems, style_problems, unset_variables
from tests.ps_snippets.powershell_source import Source, words
from tests.ps_snippets.shipped_sources import ROOT

PUBLIC = ("Invoke-RemotePrt", "Get-RemotePrtHistory", "Compare-RemotePrtRun")

#: Cmdlets that no snippet uses, with every parameter in use; 5.1 has them all under exactly these names.
_MORE_CMDLETS = {
    "Export-ModuleMember": {"Function": False},
    "Get-Command": {"Name": False, "CommandType": False, "ErrorAction": False},
    "Get-Location": {"PSProvider": False},
    "Select-Object": {"First": False, "Skip": False},
    "Sort-Object": {},
    "Update-TypeData": dict.fromkeys(
        ("TypeName", "MemberType", "MemberName", "Value", "DefaultDisplayPropertySet", "Force"), False
    ),
    "Write-Verbose": {"Message": False},
    "Write-Warning": {"Message": False},
}

#: What PowerShell itself sets in an advanced function.
_AUTOMATIC = {"psboundparameters", "pscmdlet", "this"}

#: Methods in use. .NET Framework 4.5, the oldest below Windows PowerShell 5.1, has every one, and so has .NET 8.
_METHODS = {
    "Add", "AddSeconds", "Close", "ContainsKey", "Delete", "Dispose", "Flush", "GetNetworkCredential",
    "GetTempFileName", "GetVariableValue", "Insert", "Kill", "ReadLineAsync", "ReadToEndAsync", "Start",
    "ThrowTerminatingError", "ToArray", "Trim", "Wait", "WaitForExit", "Write", "WriteAllLines", "WriteError",
}  # fmt: skip

_NAMES = pytest.mark.parametrize("name", SOURCES)
_SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))["$defs"]


def test_the_module_and_its_manifest_parse() -> None:
    """Both are PowerShell 5.1 without one error node."""
    assert MODULE.broken() == []
    assert Source(MANIFEST).broken() == []


def test_the_module_reads_cleanly() -> None:
    """It is ASCII with LF, four-blank indents, one statement a line; it ends with its exports, not with a function."""
    problems = [problem for problem in style_problems(MODULE) if "line end" not in problem]

    assert problems == []
    assert TEXT.endswith("\n")


def test_calls_fit_what_is_declared() -> None:
    """The module calls only its own functions and listed cmdlets, by full names, with parameters they have and need."""
    assert call_problems(MODULE, FUNCTIONS | _MORE_CMDLETS) == []
    assert json_problems(MODULE) == []


@_NAMES
def test_no_variable_is_read_unset(name: str) -> None:
    """A function reads only variables that it sets, and tables of the module."""
    tables = {words(node.children[0]).lower() for node in MODULE.nodes("assignment_expression")}
    unknown = [re.sub(r"^line \d+: \$(.*) is set nowhere$", r"\1", text) for text in unset_variables(SOURCES[name])]

    assert [one for one in unknown if one not in _AUTOMATIC and f"${one}" not in tables] == []


@_NAMES
def test_help_is_complete(name: str) -> None:
    """The help of a function says what it does, why so, each parameter, an example and what comes out."""
    sections = help_sections(SOURCES[name].text)
    documented = re.findall(r"^    \.PARAMETER (\w+)\n    \S", SOURCES[name].text, re.MULTILINE)

    assert {"SYNOPSIS", "DESCRIPTION", "EXAMPLE", "OUTPUTS"} <= {key for key, text in sections.items() if text.strip()}
    assert sorted(FUNCTIONS[name]) == sorted(documented)


def test_what_is_exported_is_said_twice_alike() -> None:
    """The manifest and the module export the same three functions."""
    exported = MANIFEST.partition("FunctionsToExport")[2].split("\n")[0]

    assert re.findall(r"'([^']+)'", exported) == list(PUBLIC)
    assert re.findall(r"'([^']+)'", TEXT.partition("\nExport-ModuleMember")[2]) == list(PUBLIC)


def test_it_is_not_taken_for_the_module_of_hosts() -> None:
    """The module of a JEA endpoint has another module name, another GUID and no function of the same name."""
    other = (ROOT / "examples" / "jea" / "RemotePrt" / "RemotePrt.psd1").read_text("ascii")
    guid = re.compile(r"GUID = '([^']+)'")

    assert not (FOLDER / "RemotePrt.psd1").exists()
    assert guid.findall(MANIFEST) != guid.findall(other)
    assert not any(name in other for name in PUBLIC)


def test_methods_are_of_both_engines() -> None:
    """Only methods are called that .NET Framework has too."""
    called = {
        words(child)
        for node in MODULE.nodes("invocation_expression")
        for child in node.children
        if child.type == "member_name"
    }

    assert called == _METHODS


def test_nothing_holds_the_password() -> None:
    """It goes from the credential into one method, and into one comparison; no variable, command or text takes it."""
    lines = [line.strip() for line in TEXT.split("\n") if "Password" in line and not line.startswith(("#", "    ."))]
    code = [line for line in lines if "GetNetworkCredential" in line]

    assert [
        line for line in code if not line.startswith(("$writer.Write(", "if ($Credential.GetNetworkCredential()"))
    ] == []
    assert len(code) == 2


def test_finally_blocks_call_no_commands() -> None:
    """What must happen after Ctrl-C is done by methods: commands can be cut off there (PowerShell issue 21552)."""
    assert finally_commands() == []


def test_every_option_is_one_of_the_program() -> None:
    """Each parameter of the table is declared, and its option is the sweep's: a flag for a switch, the same words."""
    options = {name: option for option in sweep.params for name in option.opts if isinstance(option, click.Option)}
    for parameter, name in table("SweepOption").items():
        declaration = parameter_text("Invoke-RemotePrt", parameter)
        option = options[name]
        assert isinstance(option, click.Option)
        choices = list(option.type.choices) if isinstance(option.type, click.Choice) else None

        assert ("[switch]" in declaration) is option.is_flag, parameter
        assert ("[string[]]" in declaration) is option.multiple, parameter
        assert allowed_values(declaration) == choices, parameter


def test_no_parameter_is_forgotten() -> None:
    """Every parameter is an option of the table, or one of those that the module works by."""
    own = {"ComputerName", "Credential", "ArgumentList", "ListHosts", "PassThru", "Program"}

    assert set(FUNCTIONS["Invoke-RemotePrt"]) == set(table("SweepOption")) | own


def test_the_fixed_words_are_taken_by_the_parser() -> None:
    """The words of every sweep, of an account and of long lists of names are a command line of the program."""
    verb, *fixed = texts("SweepWord")
    account = [f"{texts('UserOption')[0]}=LAB\\anna", *texts("PasswordWord")]
    context = sweep.make_context(
        "sweep", [*fixed, *account, "--list-hosts", "--hostfile=/tmp/a b", "--", "pc-01", "-x"]
    )

    assert verb == "sweep"
    assert context.params["end_with_stdin"] is True
    assert context.params["user"] == "LAB\\anna"
    assert context.params["password_descriptor"] == 0
    assert context.params["hosts"] == ("pc-01", "-x")
    assert re.findall(r"\+= (?:'|\")(--[a-z-]+)", SOURCES["Invoke-RemotePrt"].text) == ["--list-hosts", "--hostfile"]


@pytest.mark.parametrize(
    ("function", "command"),
    [("Get-RemotePrtHistory", history), ("Compare-RemotePrtRun", diff)],
    ids=["history", "diff"],
)
def test_other_verbs_are_taken_by_the_parser(function: str, command: click.Command) -> None:
    """The words of the two small commands are a command line of the program."""
    verb, form = re.findall(r"'([^']+)'", SOURCES[function].text.partition("$words = @(")[2].split("\n")[0])
    context = command.make_context(verb, [form, "--state-dir=/tmp/a b", "--", "pc-07"])

    assert verb == command.name
    assert context.params["output_format"] == "json"
    assert context.params["state_dir"] is not None


def test_what_is_read_stands_in_the_schema() -> None:
    """Every member the module reads of a line is required by docs/report.schema.json."""
    result, failure = _SCHEMA["Result"]["required"], _SCHEMA["Failure"]["required"]
    headline = Source(TEXT.partition("$headline = @{")[2])

    assert members(SOURCES["Invoke-RemotePrt"], "record") == {"Type"}
    assert members(SOURCES["New-RemotePrtHostError"], "Record") <= {*result}
    assert set(re.findall(r"\$Record\.Failure\.(\w+)", TEXT)) <= {*failure}
    assert members(headline, "this") <= {*result}
    assert members(headline, "user") <= {*_SCHEMA["User"]["required"]}
    assert members(headline, "finding") <= {*_SCHEMA["Finding"]["required"]}
    assert {"Type", "SchemaVersion"} <= {*_SCHEMA["RunLine"]["required"]}


def test_documents_are_read_by_the_words_of_their_page() -> None:
    """The lists of a diff and the subjects of a history are named as docs/history.md has them."""
    page = (ROOT / "docs" / "history.md").read_text("utf-8")
    lists = SOURCES["Compare-RemotePrtRun"].text.partition("foreach ($change in @(")[2].split("\n")[0]
    told = next(line for line in page.split("\n") if line.startswith("`diff`:"))

    assert re.findall(r"'(\w+)'", lists) == re.findall(r"`(\w+)`", told.partition("the lists")[2])
    assert "`Subjects`" in page
    assert "$asked.Document.Subjects" in SOURCES["Get-RemotePrtHistory"].text


def test_outcomes_and_exit_codes_are_those_of_the_program() -> None:
    """Hosts that could not be judged are errors, and every exit code is one that the program returns."""
    codes = {int(code) for code in {*table("RefusalCategory"), *table("TroubleCategory")}}
    unjudged = {outcome.value for outcome in Outcome} - {"VISITED", "SKIPPED"}

    assert set(table("OutcomeCategory")) == unjudged
    assert codes <= {code.value for code in ExitCode}


def _quoted(word: str) -> str:
    """The word as the module quotes it: its own two patterns, run by Python."""
    source = SOURCES["ConvertTo-RemotePrtCommandLine"].text
    for pattern, replacement in re.findall(r"-replace '([^']*)', '([^']*)'", source):
        told = replacement.replace("\\", "\\\\").replace("$1", r"\g<1>")
        word = re.sub(pattern.replace(r"\z", r"\Z"), told, word)
    return f'"{word}"'


def _parsed(line: str) -> list[str]:
    """The arguments in a command line: Microsoft, "Parsing C command-line arguments", for words that are all quoted."""
    quoted = re.findall(r'"((?:\\.|[^"\\])*?(?:\\\\)*)"(?: |$)', line, re.DOTALL)
    return [re.sub(r'(\\+)("|$)', lambda m: "\\" * (len(m[1]) // 2) + m[2], word) for word in quoted]


@pytest.mark.parametrize(
    "word",
    [
        "pc-01",
        "",
        "a b",
        'say "hi"',
        "C:\\temp\\",
        'C:\\"x"\\',
        "\\\\srv\\share\\\\",
        "OU=A\\, B,DC=x",
        '\\"',
        "&|<>^%PATH%",
    ],
)
def test_arguments_come_through_whole(word: str) -> None:
    """Blanks, quotes and backslashes reach the program as they were, at any place in the line."""
    line = " ".join(map(_quoted, [word, "--", word]))

    assert _parsed(line) == [word, "--", word]


@pytest.mark.parametrize(
    ("name", "is_plain"),
    [
        *((name, True) for name in ("pc-01", "PC_1.corp.example", "10.0.0.1:5985", "fe80::1", "[::1]:5985")),
        *((name, False) for name in ("@C:\\x", "pc[01-99]", "a,b", "a b", "-x", "~.*", ".", "!pc", "pc\n", "a;b", "")),
    ],
)
def test_an_object_names_one_computer(name: str, *, is_plain: bool) -> None:
    """What others wrote into an attribute reads no file, spans no range and is no option."""
    pattern = texts("PlainName")[0].replace(r"\z", r"\Z")

    assert bool(re.search(pattern, name)) is is_plain
    assert "-match $script:PlainName" in SOURCES["Resolve-RemotePrtName"].text


@pytest.mark.parametrize(
    "text",
    ["\x1b[2J\x9b\u202e", "\r\b", "\\u001b", "\\\x1b\\\\\x07", "plain 日本 é", "line\nnext\ttab"],
    ids=["terminal", "short", "spelled", "backslashes", "plain", "blanks"],
)
def test_texts_of_hosts_do_not_act_on_a_console(text: str) -> None:
    """Each sign that acts is spelled out, and nothing else of the text is changed."""
    line = json.dumps({"UserName": text})
    shown = json.loads(re.sub(texts("ActingEscape")[0], r"\1\\\\\2", line))["UserName"]

    assert all(sign.isprintable() or sign in "\n\t" for sign in shown)
    assert len(re.findall(r"-replace \$script:ActingEscape, '\$1\\\\\$2'", TEXT)) == TEXT.count("= ConvertFrom-Json ")
    if all(sign.isprintable() or sign in "\n\t" for sign in text):
        assert shown == text


def test_python_takes_no_module_from_the_current_folder() -> None:
    """`python -m` alone would run a `remote_prt` or `json.py` that lies in a folder of downloads."""
    found = re.findall(r"'(-\w)'\n\s+'(-m)'\n\s+'(remote_prt)'", SOURCES["Find-RemotePrtProgram"].text)

    assert found == [("-P", "-m", "remote_prt")]
