"""Tricks with the records of a visit: JSON that is none, words that act where they are shown, lies about who spoke."""

import json
import re
from collections.abc import Callable, Iterable, Iterator

from remote_prt.lab.zoo.envelopes import SHOUT
from remote_prt.lab.zoo.trick import Trick

_END_MARK = "Invoke-PrtVisit"
_LARGE = 40 * 1024 * 1024
_NUMBER = re.compile(r'(?<=":)\d+(?=[,}])')
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><Event>&b;</Event>'


def _of(snippet: str, change: Callable[[str], Iterable[str]]) -> Trick:
    """The change of the records of one snippet."""
    mark = f'"Snippet":"{snippet}"'
    return Trick(records=lambda record: change(record) if mark in record[:80] else (record,))


def _each(change: Callable[[str], str]) -> Trick:
    """The change of every record."""
    return Trick(records=lambda record: (change(record),))


def _value(name: str, new: object) -> Callable[[str], str]:
    """Another value of every field of that name that holds a text."""
    pattern = re.compile(rf'"{name}":"(?:[^"\\]|\\.)*"')
    spelled = f'"{name}":{json.dumps(new)}'
    return lambda record: pattern.sub(lambda _: spelled, record)


def _shouted(record: str) -> str:
    """Names and captions that act on a terminal, a spreadsheet and a browser."""
    for name in ("OsCaption", "Name", "Upn"):
        record = _value(name, f"{SHOUT}<script>alert(1)</script>")(record)
    return record


def _halves(record: str) -> str:
    """Halves of surrogate pairs, noncharacters and NUL, which no encoder likes."""
    for name in ("OsCaption", "Name"):
        record = _value(name, "\ud800half\udfff\uffff\u0000")(record)
    return record


def _without_end(record: str) -> Iterator[str]:
    while True:
        yield record


def _and_more(record: str) -> Iterator[str]:
    """The end mark, and then another host's story."""
    yield record
    yield '{"Snippet":"Get-PrtHostFact","Ok":true,"LogonSession":{"Kind":"caller"},"Data":{"ComputerName":"EVIL"}}'
    yield from (f'{{"Snippet":"Receive-PrtUserTask","Ok":true,"Data":{{"Text":"{n}"}}}}' for n in range(20))


def _as_the_users(record: str) -> Iterable[str]:
    """What the remoting account saw, said to be what a signed-in user saw."""
    document = json.loads(record)
    document["LogonSession"] = {"Kind": "user", "Sid": "S-1-12-1-1-2-3-4", "Name": "AzureAD\\boss", "SessionId": 1}
    return (json.dumps(document, separators=(",", ":")),)


def _doubled_keys(record: str) -> str:
    """Every name twice, the second time with the same value: what a reader makes of it must not matter."""
    return record.replace('"Ok":true', '"Ok":false,"Ok":true', 1)


def _bombed(record: str) -> Iterable[str]:
    """Event XML with a document type."""
    document = json.loads(record)
    if isinstance(document.get("Data", {}).get("Events"), list):
        document["Data"]["Events"] = [_BOMB] * 200
    return (json.dumps(document, separators=(",", ":")),)


def _renamed(record: str) -> Iterable[str]:
    """The facts of a host of another name."""
    return (_value("ComputerName", "SOMEBODY-ELSE")(record),)


TRICKS = {
    "record-of-forty-megabytes": _of("Get-PrtHostFact", lambda record: (f'{record[:-1]},"X":"{"x" * _LARGE}"}}',)),
    "records-without-end": _of("Get-PrtHostFact", _without_end),
    "records-twice": Trick(records=lambda record: (record, record)),
    "records-after-the-end": _of(_END_MARK, _and_more),
    "records-of-nothing": _of("Get-PrtHostFact", lambda record: ("", " \t", "null", "[]", "0", record)),
    "json-without-bottom": _of("Get-PrtHostFact", lambda _: ('{"a":' * 100_000 + "1" + "}" * 100_000,)),
    "json-of-brackets": _of("Get-PrtLogonSession", lambda _: ("[" * 500_000,)),
    "json-keys-twice": _each(_doubled_keys),
    "numbers-that-are-none": _each(lambda record: _NUMBER.sub("NaN", record)),
    "numbers-without-end": _each(lambda record: _NUMBER.sub("9" * 5000, record)),
    "numbers-beyond-reason": _each(lambda record: _NUMBER.sub("1e400", record)),
    "times-beyond-reason": _each(
        lambda record: re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "9999-12-31T23:59:59.9999999Z", record)
    ),
    "words-that-shout": _each(_shouted),
    "half-characters": _each(_halves),
    "words-of-a-megabyte": _each(_value("OsCaption", "W" * 1_000_000)),
    "events-that-explode": _of("Get-PrtChannelEvent", _bombed),
    "answers-under-another-name": _of(
        "Get-PrtHostFact", lambda record: (_value("ComputerName", "SOMEBODY-ELSE")(record),)
    ),
    "speaks-as-its-user": _of("Get-PrtDsregStatus", _as_the_users),
}
