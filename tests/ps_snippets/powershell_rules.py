"""Rules a snippet must keep, each a function from its source to the list of what breaks it.

They stand in for an engine where there is none: names and parameters are held against what is declared, and what a
ConstrainedLanguage runspace would refuse against what one was seen to refuse (5.1 is at least as strict as 7.4).
"""

import re
from collections.abc import Mapping

from tree_sitter import Node

from tests.ps_snippets.powershell_source import Source, enclosing, line_of, walk, words

#: Approved verbs in use; PowerShell's own list (Get-Verb) has all of these.
APPROVED_VERBS = {
    "Compress", "ConvertTo", "Export", "Get", "Invoke", "New", "Read", "Receive", "Register", "Remove", "Set", "Start",
    "Stop", "Test", "Write",
}  # fmt: skip

#: Every cmdlet in use with every parameter in use: Windows PowerShell 5.1 has them all under exactly these names.
CMDLETS: Mapping[str, frozenset[str]] = {
    "Add-Content": frozenset({"LiteralPath", "Value", "Encoding"}),
    "Compress-Archive": frozenset({"LiteralPath", "DestinationPath", "Force", "ErrorAction"}),
    "ConvertFrom-Csv": frozenset({"InputObject", "Header"}),
    "ConvertFrom-Json": frozenset({"InputObject"}),
    "ConvertTo-Json": frozenset({"InputObject", "Depth", "Compress"}),
    "Expand-Archive": frozenset({"LiteralPath", "DestinationPath", "ErrorAction"}),
    "ForEach-Object": frozenset({"Process"}),
    "Get-ChildItem": frozenset({"LiteralPath", "Filter", "Recurse", "ErrorAction"}),
    "Get-CimInstance": frozenset({"ClassName", "Namespace", "Filter", "OperationTimeoutSec"}),
    "Get-Content": frozenset({"LiteralPath", "TotalCount", "ReadCount", "Raw", "Encoding"}),
    "Get-Date": frozenset(),
    "Get-FileHash": frozenset({"LiteralPath", "Algorithm", "ErrorAction"}),
    "Get-Item": frozenset({"LiteralPath", "Force"}),
    "Get-ItemProperty": frozenset({"LiteralPath"}),
    "Get-Process": frozenset({"Id", "Name", "ErrorAction"}),
    "Get-ScheduledTask": frozenset({"TaskName", "TaskPath", "ErrorAction"}),
    "Get-ScheduledTaskInfo": frozenset({"TaskName", "TaskPath", "ErrorAction"}),
    "Get-Service": frozenset({"Name"}),
    "Get-Tpm": frozenset(),
    "Get-WinEvent": frozenset(
        {
            "ListLog",
            "LogName",
            "FilterHashtable",
            "FilterXPath",
            "FilterXml",
            "MaxEvents",
            "Oldest",
            "ErrorAction",
            "ErrorVariable",
        }
    ),
    "Invoke-CimMethod": frozenset({"InputObject", "ClassName", "MethodName", "Arguments", "OperationTimeoutSec"}),
    "Invoke-WebRequest": frozenset({"Uri", "Method", "UseBasicParsing", "TimeoutSec", "MaximumRedirection"}),
    "Join-Path": frozenset({"Path", "ChildPath"}),
    "New-Guid": frozenset(),
    "New-Item": frozenset({"Path", "ItemType"}),
    "New-Object": frozenset({"TypeName", "ArgumentList", "ComObject"}),
    "Pop-Location": frozenset(),
    "Push-Location": frozenset({"LiteralPath"}),
    "Register-ScheduledTask": frozenset({"TaskName", "TaskPath", "Xml", "ErrorAction"}),
    "Remove-Item": frozenset({"LiteralPath", "Recurse", "Force", "ErrorAction"}),
    "Select-Object": frozenset({"Last"}),
    "Set-Content": frozenset({"LiteralPath", "Value", "Force", "Encoding"}),
    "Set-StrictMode": frozenset({"Version"}),
    "Sort-Object": frozenset({"Property", "Unique"}),
    "Start-ScheduledTask": frozenset({"TaskName", "TaskPath", "ErrorAction"}),
    "Start-Sleep": frozenset({"Milliseconds"}),
    "Stop-ScheduledTask": frozenset({"TaskName", "TaskPath", "ErrorAction"}),
    "Test-Path": frozenset({"LiteralPath", "PathType"}),
    "Unregister-ScheduledTask": frozenset({"TaskName", "TaskPath", "Confirm", "ErrorAction"}),
    "Write-Error": frozenset({"Message", "ErrorId", "Category"}),
}

#: Those of them that write to the host.
WRITING = {
    "Add-Content", "Compress-Archive", "Expand-Archive", "New-Item", "Register-ScheduledTask", "Remove-Item",
    "Set-Content", "Start-ScheduledTask", "Stop-ScheduledTask", "Unregister-ScheduledTask",
}  # fmt: skip

#: Parameters of 5.1 or of PowerShell 7 that are only ever splatted, chosen by version.
SPLATTED = {"AsByteStream"}

#: Commands that emit nothing.
SILENT = {
    "Add-Content", "Compress-Archive", "Compress-PrtAuthLog", "Expand-Archive", "Pop-Location", "Push-Location",
    "Remove-Item", "Remove-PrtStaleTask", "Set-Content", "Set-PrtTraceMark", "Set-StrictMode", "Start-Sleep",
    "Write-Error",
}  # fmt: skip

#: Programs of Windows that our functions start through Invoke-PrtNativeCommand and that write.
WRITING_PROGRAMS = {"icacls.exe"}

#: What makes an action write: a setting of the event service, a task that asks dsregcmd for more than words, a trace.
WRITING_WORDS = {
    "@('sl',", "Request = 'refreshprt'", "@('trace', 'start',", "'-ExecutionPolicy'", "-MethodName Create ",
    "Set-PrtTraceMark -Folder",
}  # fmt: skip

#: Methods of the types ConstrainedLanguage calls core: string, datetime, hashtable.
CORE_METHODS = {
    "AddHours", "AddMinutes", "AddSeconds", "ContainsKey", "FromFileTimeUtc", "Replace", "Substring", "ToCharArray",
    "ToString", "ToUniversalTime", "Trim",
}  # fmt: skip

#: Types ConstrainedLanguage lets a script cast to and ask for properties.
CORE_TYPES = {
    "bool",
    "char",
    "cultureinfo",
    "datetime",
    "hashtable",
    "int",
    "int64",
    "ordered",
    "string",
    "string[]",
    "switch",
}

#: What PowerShell itself sets.
AUTOMATIC = {
    "null", "true", "false", "pid", "psitem", "psversiontable", "executioncontext", "pscommandpath", "matches",
    "myinvocation", "whatifpreference",
}  # fmt: skip

#: The comment that marks a line ConstrainedLanguage never reaches.
FULL_LANGUAGE = "# FullLanguage:"


def style_problems(source: Source) -> list[str]:
    """What a reader of diffs would trip over."""
    text = source.text
    odd = sorted(character for character in set(text) - {"\n"} if not " " <= character <= "~")
    found = [f"character {character!r}" for character in odd]
    if not text.endswith("}\n") or text.endswith("\n\n"):
        found.append("the file does not end with one line end")
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            found.append(f"line {number}: blanks at the end")
        if len(line) > 150:
            found.append(f"line {number}: longer than 150 characters")
        if (len(line) - len(line.lstrip())) % 4 and enclosing_comment(source, number) is None:
            found.append(f"line {number}: indent is no multiple of four")
    found += statements_sharing_a_line(source)
    return found


def enclosing_comment(source: Source, number: int) -> Node | None:
    """The block comment that covers a line."""
    return next((n for n in source.nodes("comment") if n.start_point[0] < number <= n.end_point[0] + 1), None)


def statements_sharing_a_line(source: Source) -> list[str]:
    """Lines with two statements; the three parts of a `for` header are one."""
    alone = (semicolon for semicolon in source.nodes(";") if enclosing(semicolon, "for_statement") is None)
    return [f"line {line_of(semicolon)}: two statements" for semicolon in alone]


def shape_problems(source: Source, file_name: str) -> list[str]:
    """One function per file, named as the file: an approved verb and a noun of ours; the same first three lines."""
    functions = [words(node) for node in source.nodes("function_name")]
    if functions != [file_name]:
        return [f"functions {functions} in a file for {file_name}"]
    found = []
    verb, _, noun = file_name.partition("-")
    if verb not in APPROVED_VERBS or not re.fullmatch(r"Prt[A-Z][A-Za-z]+", noun):
        found.append(f"{file_name} is no approved verb and Prt noun")
    body = source.text.partition("\n    )\n")[2] or source.text.partition("\n    param()\n")[2]
    expected = (
        r"    Set-StrictMode -Version 3\.0\n"
        r"    \$ErrorActionPreference = '(Stop|Continue)'\n"
        r"    \$ProgressPreference = 'SilentlyContinue'\n"
    )
    if not re.match(expected, body):
        found.append("the body does not begin with strict mode, error preference and progress preference")
    return found


def call_problems(source: Source, ours: Mapping[str, Mapping[str, bool]]) -> list[str]:
    """Commands that nobody has, parameters they do not have, and mandatory ones that were forgotten.

    Args:
        source: the function or the composed script.
        ours: our functions, each with its parameters and whether they are mandatory.
    """
    found = []
    for command in source.nodes("command"):
        name_node = command.child_by_field_name("command_name")
        if name_node is None or name_node.type != "command_name":
            continue  # `& $name @splat`: what it runs is decided by data
        name, given = words(name_node), _parameters(command)
        splatted = [_splat_keys(source, node) for node in _splats(command)]
        given |= {key for keys in splatted for key in keys or ()}
        known = set(ours[name]) if name in ours else CMDLETS.get(name)
        if known is None:
            found.append(f"line {line_of(command)}: {name} is neither ours nor a cmdlet in use")
            continue
        found += [f"line {line_of(command)}: {name} has no -{extra}" for extra in sorted(given - known - SPLATTED)]
        mandatory = {key for key, needed in ours.get(name, {}).items() if needed}
        if None not in splatted:
            found += [f"line {line_of(command)}: {name} needs -{key}" for key in sorted(mandatory - given)]
        if _has_positional(command):
            found.append(f"line {line_of(command)}: {name} has an argument without its parameter")
    return found


def declared_parameters(source: Source) -> dict[str, bool]:
    """The parameters of the one function in a file, and whether each is mandatory."""
    declared = {}
    for node in source.nodes("script_parameter"):
        variable = next(child for child in node.children if child.type == "variable")
        declared[words(variable).removeprefix("$")] = "Mandatory = $true" in words(node)
    return declared


def unset_variables(source: Source) -> list[str]:
    """Variables that are read but set nowhere in the file: strict mode would stop there."""
    known = {name.casefold() for name in declared_parameters(source)} | AUTOMATIC
    for node in source.nodes("left_assignment_expression", "foreach_statement"):
        target = next(child for child in walk(node) if child.type == "variable")
        known.add(_variable(target))
    found = []
    for node in source.nodes("variable"):
        name = _variable(node)
        if name not in known and not name.startswith(("env:", "global:", "function:")):
            found.append(f"line {line_of(node)}: ${name} is set nowhere")
    return found


def constrained_problems(source: Source) -> list[str]:
    """What ConstrainedLanguage refuses outside lines that are marked as never reached there."""
    found = []
    for node in source.nodes("invocation_expression"):
        member = words(next(child for child in node.children if child.type == "member_name"))
        if member not in CORE_METHODS and not _is_marked(source, node):
            found.append(f"line {line_of(node)}: method {member}")
    for node in source.nodes("type_literal"):
        name = words(node).strip("[]") if not words(node).endswith("[]]") else words(node)[1:-1]
        if name.casefold() not in CORE_TYPES and not _is_marked(source, node):
            found.append(f"line {line_of(node)}: type {name}")
    for node in source.nodes("left_assignment_expression"):
        target = node.children[0].children[0] if node.children[0].type == "unary_expression" else node.children[0]
        if target.type == "member_access" and not _is_marked(source, node):
            found.append(f"line {line_of(node)}: a property is set")
    found += [f"line {line_of(node)}: a class" for node in source.nodes("class_statement", "enum_statement")]
    makers = (node for node in source.nodes("command_name") if words(node) in {"New-Object", "Add-Type"})
    return found + [f"line {line_of(node)}: {words(node)}" for node in makers if not _is_marked(source, node)]


def json_problems(source: Source) -> list[str]:
    """Calls of ConvertTo-Json that leave a default in place: a depth of 2, the pipeline that unwraps, white space."""
    found = []
    for command in source.nodes("command"):
        name = command.child_by_field_name("command_name")
        if name is not None and words(name) == "ConvertTo-Json":
            missing = {"InputObject", "Depth", "Compress"} - _parameters(command)
            found += [f"line {line_of(command)}: ConvertTo-Json without -{key}" for key in sorted(missing)]
    return found


def writes(source: Source) -> list[str]:
    """What in a file writes to the host."""
    names = [words(node) for node in source.nodes("command_name") if words(node) in WRITING]
    programs = [program for program in WRITING_PROGRAMS if f"'{program}'" in source.text]
    asked = [word for word in WRITING_WORDS if word in source.text]
    return sorted({*names, *programs, *asked})


def _is_marked(source: Source, node: Node) -> bool:
    """Whether the innermost block around a node holds the marker above it, which covers the rest of that block."""
    lines = source.text.split("\n")
    indent = len(lines[line_of(node) - 1]) - len(lines[line_of(node) - 1].lstrip())
    for line in reversed(lines[: line_of(node) - 1]):
        depth = len(line) - len(line.lstrip())
        if line.strip() and depth < indent:
            return False
        if depth == indent and line.strip().startswith(FULL_LANGUAGE):
            return True
    return False


def _variable(node: Node) -> str:
    return words(node).lstrip("$@").removeprefix("{").removesuffix("}").casefold()


def _elements(command: Node) -> list[Node]:
    elements = next((child for child in command.children if child.type == "command_elements"), None)
    return list(elements.children) if elements is not None else []


def _parameters(command: Node) -> set[str]:
    return {words(node).removeprefix("-") for node in _elements(command) if node.type == "command_parameter"}


def _splats(command: Node) -> list[Node]:
    return [node for node in _elements(command) if words(node).startswith("@") and not words(node).startswith("@(")]


def _splat_keys(source: Source, splat: Node) -> set[str] | None:
    """The keys of the hash literals that are assigned to a splatted variable; None where it comes from elsewhere."""
    keys: set[str] | None = None
    for node in source.nodes("assignment_expression"):
        literal = next(source.below(node.children[2], "hash_literal_expression"), None)
        if _variable(node.children[0]) == _variable(splat) and literal is not None:
            keys = (keys or set()) | set(hash_keys(literal))
    return keys


def hash_keys(literal: Node) -> list[str]:
    """The keys of a hash literal in order."""
    body = next((child for child in literal.children if child.type == "hash_literal_body"), None)
    return [words(entry.children[0]) for entry in body.children if entry.type == "hash_entry"] if body else []


def emissions(source: Source) -> list[Node]:
    """The statements whose value leaves the function: what is neither assigned nor silent by nature."""
    found = []
    for node in source.nodes("pipeline"):
        if node.parent is None or node.parent.type != "statement_list" or _is_captured(node):
            continue
        names = [words(child) for child in source.below(node, "command_name")]
        is_silent = names[-1:] and names[-1] in SILENT and node.children[0].children[0].type == "command"
        if node.children[0].type != "assignment_expression" and not is_silent:
            found.append(node)
    return found


def _is_captured(node: Node) -> bool:
    """Whether the statement's value is used by an expression around it."""
    around = node.parent
    while around is not None and around.type != "function_statement":
        if around.type in {"array_expression", "parenthesized_expression", "assignment_value"}:
            return True
        around = around.parent
    return False


def _has_positional(command: Node) -> bool:
    """Whether a value follows no parameter."""
    after_parameter = False
    for node in _elements(command):
        if node.type == "command_parameter":
            after_parameter = True
        elif node.type not in {"command_argument_sep", "redirection"}:
            if not after_parameter and not words(node).startswith("@"):
                return True
            after_parameter = False
    return False
