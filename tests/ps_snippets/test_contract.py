"""The records on the wire: docs/formats.md, the help of each snippet and the hash literals in it say the same."""

import re

import pytest

from remote_prt.snippets import get_snippet, list_snippets
from tests.ps_snippets.powershell_rules import declared_parameters, emissions, hash_keys
from tests.ps_snippets.powershell_source import Source, enclosing, words
from tests.ps_snippets.shipped_sources import ROOT, SOURCES

_FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def _documented() -> dict[str, list[tuple[str, str, str]]]:
    """Name, type and meaning of each field per snippet, from the table of section 1."""
    table: dict[str, list[tuple[str, str, str]]] = {}
    snippet = ""
    for line in _FORMATS.split("## 2.")[0].split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| ") or len(cells) != 4 or cells[0] == "Snippet":
            continue
        snippet = cells[0].strip("`") or snippet
        table.setdefault(snippet, []).extend((name, cells[2], cells[3]) for name in re.findall(r"`(\w+)`", cells[1]))
    return table


_TABLE = _documented()
_RECORDS = pytest.mark.parametrize("name", _TABLE)


def _hash_keys(source: Source) -> list[list[str]]:
    """The keys of every hash literal of a file, in order."""
    return [hash_keys(literal) for literal in source.nodes("hash_literal_expression")]


def test_documented_snippets_are_those_with_outputs() -> None:
    """Exactly the snippets of the table promise properties in their help."""
    promising = {snippet.name for snippet in list_snippets() if snippet.outputs}

    assert set(_TABLE) == promising


@_RECORDS
def test_help_equals_the_table(name: str) -> None:
    """The help promises the fields of the table, in its order and with its types."""
    promised = [(output.name, output.type) for output in get_snippet(name).outputs]

    assert [(field, kind) for field, kind, _ in _TABLE[name]] == promised


@_RECORDS
def test_every_promise_says_what_it_means(name: str) -> None:
    """Each promised field has a meaning that ends as a sentence."""
    unclear = [output.name for output in get_snippet(name).outputs if not re.fullmatch(r".{8,}\.", output.meaning)]

    assert unclear == []


@_RECORDS
def test_data_has_the_promised_keys(name: str) -> None:
    """The function builds one hash with exactly the promised keys in the promised order."""
    promised = [output.name for output in get_snippet(name).outputs]

    assert promised in _hash_keys(SOURCES[name])


@pytest.mark.parametrize("name", [name for name in _TABLE if name != "Invoke-PrtVisit"])
def test_data_is_the_only_output(name: str) -> None:
    """The function emits one object, in its last statement."""
    source = SOURCES[name]
    emitted = [words(node) for node in emissions(source)]

    assert len(emitted) == 1, emitted
    assert source.text.rstrip("}\n").endswith(emitted[0].rstrip("}\n"))


def test_visit_emits_only_records() -> None:
    """Whatever the conductor emits is a record."""
    others = [words(node) for node in emissions(SOURCES["Invoke-PrtVisit"]) if "ConvertTo-PrtRecord" not in words(node)]

    assert others == []


def test_every_function_has_a_caller() -> None:
    """Every function is reached from the conductor, by call or by name."""
    reached, waiting = set(), ["Invoke-PrtVisit"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            named = [
                words(node).strip("'") for node in SOURCES[name].nodes("command_name", "verbatim_string_characters")
            ]
            waiting += [word for word in named if word in SOURCES]

    assert set(SOURCES) == reached


@pytest.mark.parametrize(
    ("name", "field"), [(n, field) for n, fields in _TABLE.items() for field, kind, _ in fields if kind == "array"]
)
def test_objects_of_an_array_have_the_promised_keys(name: str, field: str) -> None:
    """The objects inside an array have the same keys in the table, in the help and in the code."""
    meaning = next(meaning for key, _, meaning in _TABLE[name] if key == field)
    promised = next(output.meaning for output in get_snippet(name).outputs if output.name == field)
    keys = re.findall(r"\b([A-Z]\w+) \(", promised)

    assert re.findall(r"`([A-Z]\w+)`", meaning) == keys
    assert keys in _hash_keys(SOURCES[name])


def test_one_function_alone_asks_the_event_service() -> None:
    """Get-WinEvent is called in one place, which collects its errors instead of ending at the first broken record."""
    calls = {
        name: words(node)
        for name, source in SOURCES.items()
        for node in source.nodes("command")
        if words(node).startswith("Get-WinEvent")
    }

    assert calls == {"Get-PrtEventRecord": "Get-WinEvent @Filter -ErrorAction SilentlyContinue -ErrorVariable problems"}


def test_a_log_that_may_not_be_listed_is_not_missing() -> None:
    """Of a closed log the cmdlet says two things, no information and no such log: the first is the one that counts."""
    text = SOURCES["Get-PrtEventRecord"].text
    denied, missing = (text.index(f"$id -like '{name}*'") for name in ("LogInfoUnavailable", "NoMatchingLogsFound"))

    assert denied < missing
    assert "if ($state -eq 'ok') {\n                $state = 'missing'" in text


def test_what_cannot_be_interrupted_is_bounded_or_last() -> None:
    """Starting tasks has half of the budget, the caller's dsregcmd half a minute; the Security log is asked last."""
    visit = SOURCES["Invoke-PrtVisit"].text

    assert "StartSeconds = [int]($BudgetSeconds / 2)" in visit
    assert "-ErrorId 'NoTimeLeft'" in SOURCES["Start-PrtUserTask"].text
    assert "if ($left -gt 30) {\n                $left = 30" in visit
    steps = ["'Get-PrtDsregStatus' -", "if ($isAnybodyThere) {", "Completed = $true"]
    assert [visit.index(step) for step in steps] == sorted(visit.index(step) for step in steps)


def test_only_auto_and_user_may_write() -> None:
    """Whatever writes is reached by the tasks, which only auto and user start, or by a detour that needs MayWrite."""
    visit, detour = SOURCES["Invoke-PrtVisit"].text, SOURCES["Get-PrtEventXml"].text
    guard = "if ($MayWrite) {\n                try {\n                    $folder = New-PrtWorkFolder"
    makers = {
        name
        for name, source in SOURCES.items()
        if any(words(node) == "New-PrtWorkFolder" for node in source.nodes("command_name"))
    }

    assert makers == {"Get-PrtEventXml", "Register-PrtUserTask"}
    assert visit.count("MayWrite = (@('auto', 'user') -contains $Context)") == visit.count("MayWrite = ") == 2
    assert "if (-not $MayWrite) {\n        $data['Refusal']" in SOURCES["Get-PrtNetworkProbe"].text
    assert detour.count("New-PrtWorkFolder -") == detour.count(guard) == 1


def test_parameters_equal_the_document() -> None:
    """The parameters of a visit are those of the document, with its defaults where it names one."""
    paragraph = _FORMATS.split("Parameters of the composed script")[1].split("\n\n")[0]
    documented = [name for name in re.findall(r"`([A-Z]\w+)`", paragraph) if name != "PSRP"]
    contexts = re.findall(r"`([a-z]+)`", paragraph)
    source = SOURCES["Invoke-PrtVisit"]

    assert documented == list(declared_parameters(source))
    assert f"[ValidateSet({', '.join(repr(word) for word in contexts)})]" in source.text
    for name, default in re.findall(r"`(\w+)` \(int, default (\d+)\)", paragraph):
        assert f"[int]${name} = {default}" in source.text


def test_snippets_run_in_the_documented_order() -> None:
    """The conductor names the snippets in the order of the document, the end mark last."""
    paragraph = _FORMATS.split("Order on the wire")[1].split("A snippet that")[0]
    documented = re.findall(r"`(\w+-Prt\w+)`", paragraph)
    literals = [words(node) for node in SOURCES["Invoke-PrtVisit"].nodes("verbatim_string_characters")]
    order = list(dict.fromkeys(word.strip("'") for word in literals if "-Prt" in word))

    assert documented == order


@pytest.mark.parametrize(
    "name",
    [
        "Get-PrtEventXml",
        "Get-PrtNetworkProbe",
        "Invoke-PrtVisit",
        "Receive-PrtUserTask",
        "Register-PrtUserTask",
        "Start-PrtUserTask",
    ],
)
def test_what_was_made_is_removed_in_finally(name: str) -> None:
    """Whoever makes, holds or waits for a task or a folder removes it in a finally block, so also when cut off."""
    source = SOURCES[name]
    removals = [node for node in source.nodes("command_name") if words(node) == "Remove-PrtUserTask"]

    assert removals
    assert all(enclosing(node, "finally_clause") is not None for node in removals)


def test_a_name_is_noted_before_anything_of_it_exists() -> None:
    """Whoever is cut off knows what to remove: the folder comes after the note, and every maker hands notes down."""
    folder, visit = SOURCES["New-PrtWorkFolder"].text, SOURCES["Invoke-PrtVisit"].text
    makers = [
        words(node)
        for source in SOURCES.values()
        for node in source.nodes("command")
        if words(node).startswith(("New-PrtWorkFolder", "Register-PrtUserTask"))
    ]

    assert folder.index("$Open[$name] = $true") < folder.index("New-Item")
    assert makers
    assert all("-Open $" in made.lower().replace("-open", "-Open") or "@argument" in made for made in makers), makers
    assert "Open = $Open" in SOURCES["Start-PrtUserTask"].text
    assert "Open = $open" in visit
    assert visit.index("$open = @{}") < visit.index("try {") < visit.index("foreach ($name in @($open.Keys))")
