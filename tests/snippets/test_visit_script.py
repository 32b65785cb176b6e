"""The script of a visit is made of the shipped bytes and nothing else."""

import hashlib
from pathlib import Path

from remote_prt.snippets import compose_visit

_FILES = sorted((Path(__file__).resolve().parents[2] / "ps_snippets").glob("*.ps1"))


def test_script_holds_every_file_byte_for_byte() -> None:
    """Every file is in the script unchanged, in the order of the names."""
    text = compose_visit().text.encode("ascii")
    places = [text.index(path.read_bytes()) for path in _FILES]

    assert places == sorted(places)


def test_script_adds_a_header_and_one_call() -> None:
    """What remains without the files is the parameters, and one call that passes them on."""
    rest = compose_visit().text
    for path in _FILES:
        rest = rest.replace(path.read_bytes().decode("ascii"), "", 1)
    lines = [line for line in rest.split("\n") if line]

    assert lines[0] == "param("
    assert lines[-1] == "Invoke-PrtVisit @visit"
    assert len(lines) == 21


def test_hash_is_of_the_script() -> None:
    """The hash is that of the bytes that go out."""
    script = compose_visit()

    assert hashlib.sha256(script.text.encode("ascii")).hexdigest() == script.sha256


def test_text_stays_out_of_repr() -> None:
    """The script's repr shows its hash, not its text."""
    script = compose_visit()

    assert repr(script) == f"ComposedScript(sha256='{script.sha256}')"


def test_script_fits_two_messages() -> None:
    """The script, written as PSRP does and in base64, fits two of the smallest WinRM envelopes with room to spare."""
    text = compose_visit().text.replace("\n", "_x000A_")
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, entity)
    encoded = len(text) * 4 // 3

    # pypsrp writes envelopes of 153,600 bytes, which every host takes; what is around the script takes about 6 KB in
    # each. More would cost every visit a third round trip.
    assert encoded < 280_000
