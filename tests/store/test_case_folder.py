"""A case folder keeps what was proven, under names of ours, for this account alone."""

import json
import stat
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from remote_prt.errors import UsageError
from remote_prt.model import Artefact, RememberedTrace
from remote_prt.store.case_folder import CaseFolder, CaseFolders, is_plain_name
from remote_prt.store.remembered_traces import RememberedTraces

AT = datetime(2026, 1, 31, 1, 2, 3, tzinfo=UTC)
DIGEST = sha256(b"abcdef").hexdigest()


@pytest.fixture
def case(tmp_path: Path) -> CaseFolder:
    """A new case."""
    return CaseFolders(tmp_path / "cases").open("PC-07", AT)


@pytest.mark.parametrize(
    "name",
    [
        "..", "../x.etl", "..\\x.etl", "C:x.etl", "/etc/passwd", ".hidden", "a..b", "x.etl.", "x ", "NUL", "com1.etl",
        "aux.tar.gz", "manifest.json", "MANIFEST.JSON", "x\x00.etl", "x\n.etl", "", "a" * 101, "\u65e5\u672c.etl",
    ],
)  # fmt: skip
def test_no_name_of_a_host_decides_a_path(name: str, case: CaseFolder) -> None:
    """A path, a device, a hidden file, our own manifest: none of them becomes a file."""
    assert not is_plain_name(name)
    with pytest.raises(UsageError, match="the host calls a file"):
        case.part(name, DIGEST)
    assert list(case.path.iterdir()) == []


def test_a_file_gets_its_name_when_it_is_whole(case: CaseFolder) -> None:
    """Until then it is a part, for this account alone; what is there already is not replaced."""
    part = case.part("network.etl", DIGEST)
    part.write(b"abc")
    before = [path.name for path in case.path.iterdir()]
    part.write(b"def")
    final = part.finish("network.etl")
    other = case.part("network.etl", DIGEST)
    with pytest.raises(UsageError, match="exists already"):
        other.finish("network.etl")

    assert before == [f"network.etl.{DIGEST[:12]}.part"]
    assert final.read_bytes() == b"abcdef"
    assert stat.S_IMODE(final.stat().st_mode) == 0o600
    assert stat.S_IMODE(case.path.stat().st_mode) == 0o700


def test_a_part_is_gone_on_with_and_hashed_again(case: CaseFolder) -> None:
    """What an earlier run wrote counts, also after some of it was cut off again."""
    first = case.part("network.etl", DIGEST)
    first.write(b"abcXYZ")
    first.close()
    second = case.part("network.etl", DIGEST)
    seen = second.written
    second.rewind(3)
    second.write(b"def")
    second.close()

    assert (seen, second.written) == (6, 6)
    assert second.sha256 == DIGEST


def test_a_link_in_the_place_of_a_part_is_not_followed(case: CaseFolder, tmp_path: Path) -> None:
    """Nobody makes us write elsewhere."""
    (case.path / f"network.etl.{DIGEST[:12]}.part").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UsageError, match="cannot be written"):
        case.part("network.etl", DIGEST)
    assert not (tmp_path / "elsewhere").exists()


def test_the_manifest_says_what_there_is(case: CaseFolder) -> None:
    """What, from where, how large, which hash, when, by which script, and what it may hold."""
    case.add(Artefact("network.etl", "network", "remote_prt-x\\network.etl", 6, DIGEST, AT, "f" * 64))
    case.add(Artefact("lsass01.run", "ttd", "remote_prt-x\\lsass01.run", 6, DIGEST, AT, "f" * 64))
    manifest = json.loads((case.path / "manifest.json").read_text("utf-8"))
    one = manifest["Artefacts"][0]

    assert case.artefacts() == ("network.etl", "lsass01.run")
    assert (manifest["Host"], one["Size"], one["Sha256"], one["FetchedAt"]) == (
        "PC-07",
        6,
        DIGEST,
        "2026-01-31T01:02:03Z",
    )
    assert "passwords" in manifest["Artefacts"][1]["Privacy"]
    assert stat.S_IMODE((case.path / "manifest.json").stat().st_mode) == 0o600


def test_a_trace_is_remembered_until_it_is_forgotten(tmp_path: Path) -> None:
    """Per host, with the case that a fetch began; a host without any is no error."""
    memory = RememberedTraces(tmp_path / "state")
    trace = RememberedTrace("remote_prt-x", "network", AT, "/somewhere")
    memory.remember("PC-07", trace)
    seen, other = memory.recall("pc-07"), memory.recall("pc-08")
    memory.forget("PC-07")

    assert (seen, other, memory.recall("PC-07")) == (trace, None, None)


def test_a_memory_that_is_none_is_named(tmp_path: Path) -> None:
    """A broken file is an error with its path, not a guess."""
    memory = RememberedTraces(tmp_path / "state")
    memory.remember("PC-07", RememberedTrace("remote_prt-x", "network", AT))
    (file,) = (tmp_path / "state" / "traces").iterdir()
    file.write_text("{", "utf-8")

    with pytest.raises(UsageError, match="cannot be understood"):
        memory.recall("PC-07")
