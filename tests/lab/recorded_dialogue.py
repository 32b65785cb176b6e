"""Recorded dialogues of real Windows hosts, and what an answer is made of: its kind and its structure.

Structure is the set of element paths (with prefixes of our own) and attribute names of the envelope; inside a PSRP
stream it goes on with the type of each message and the names of its properties. Values are not compared, nor how often
something repeats.
"""

import base64
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import yaml

from remote_prt.lab.wsman import RSP, XML, A, P, S, W, X

_PREFIXES = {
    S: "s", A: "a", X: "x", W: "w", P: "p", RSP: "rsp", XML: "xml",
    "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault": "f",
}  # fmt: skip
_FRAGMENT = struct.Struct(">QQBI")
_MESSAGE = struct.Struct("<II16s16s")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what a real host answered."""

    request: str
    response: str
    status: int  #: the HTTP status of the answer


def read_dialogue(path: Path) -> list[Exchange]:
    """The exchanges of one recording, in order."""
    messages = yaml.safe_load(path.read_text(encoding="utf-8"))["messages"]
    return [
        Exchange(message["request"], message["response"], 500 if "<s:Fault>" in message["response"] else 200)
        for message in messages
    ]


def kind_of(status: int, answer: str) -> tuple[int, str, str]:
    """What makes two answers of one kind: HTTP status, action, and the code where it is a fault."""
    root = ET.fromstring(answer)
    action = root.findtext(f"{{{S}}}Header/{{{A}}}Action", "")
    fault = re.search(r'Code="(\d+)"', answer)
    return status, action.rsplit("/", 1)[-1], fault[1] if fault else ""


def structure_of(answer: str) -> set[str]:
    """Every element path and attribute of an answer, and of the PSRP messages inside it."""
    found: set[str] = set()
    for path, element in _walk(ET.fromstring(answer), ""):
        found.add(path)
        found.update(f"{path}@{_short(name)}" for name in element.attrib)
        if path.endswith("/rsp:Stream") and element.text:
            found.update(f"{path}{inner}" for inner in _psrp_structure(base64.b64decode(element.text)))
    return found


def _walk(element: ET.Element, path: str) -> Iterator[tuple[str, ET.Element]]:
    path = f"{path}/{_short(element.tag)}"
    yield path, element
    for child in element:
        yield from _walk(child, path)


def _short(tag: str) -> str:
    namespace, _, name = tag.rpartition("}")
    return f"{_PREFIXES[namespace[1:]]}:{name}" if namespace else name


def _psrp_structure(data: bytes) -> set[str]:
    if len(data) < _FRAGMENT.size + _MESSAGE.size or not data.startswith(bytes(7)):
        return set()  # a command shell's plain bytes
    found: set[str] = set()
    _, _, flags, _ = _FRAGMENT.unpack_from(data)
    _, message_type, _, _ = _MESSAGE.unpack_from(data, _FRAGMENT.size)
    body = data[_FRAGMENT.size + _MESSAGE.size :]
    name = f"!{message_type:#07x}"
    found.add(name)
    found.add(f"{name} {'BOM' if body.startswith(_BOM) else 'no BOM'} flags {flags}")
    found.update(f"{name}{path}" for path in _properties(ET.fromstring(body.removeprefix(_BOM)), ""))
    return found


def _properties(element: ET.Element, path: str) -> Iterator[str]:
    """Paths of named properties: `.ApplicationPrivateData.PSVersionTable`; keys of dictionaries by their text."""
    for child in element:
        if child.tag == "En":
            key, value = list(child)
            yield from _named(value, path, key.text or "")
        elif "N" in child.attrib:
            yield from _named(child, path, child.attrib["N"])
        else:
            yield from _properties(child, path)


def _named(element: ET.Element, path: str, name: str) -> Iterator[str]:
    path = f"{path}.{name}"
    yield path
    yield from _properties(element, path)
