"""The zoo: every trick is played, every hostile host does something wrong, and what a trick leaves out stays honest."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from remote_prt.errors import LabError
from remote_prt.lab.fleet import ALL_WORDS, load_scenarios, load_zoo, plan_fleet
from remote_prt.lab.http_messages import HttpReply
from remote_prt.lab.scenario import CertificateKind, Scenario
from remote_prt.lab.wsman import CREATE, RECEIVE, WsmanRequest, parse_request
from remote_prt.lab.zoo.trick import HONEST, Trick
from remote_prt.lab.zoo.tricks import TRICKS, check_tricks, trick_of
from tests.lab.test_misbehaviour import envelope
from tests.lab_farm import NOW, scenario

RECORD = (
    '{"Snippet":"Get-PrtHostFact","Ok":true,"Milliseconds":3,"Data":{"ComputerName":"PC-1","OsCaption":"Windows",'
    '"Events":[],"ClockUtc":"2026-01-31T01:00:00Z"}}'
)
SNIPPETS = (
    "Get-PrtHostFact", "Get-PrtLogonSession", "Get-PrtChannelEvent", "Get-PrtDsregStatus", "Invoke-PrtVisit",
)  # fmt: skip
MESSAGE = b"\0" * 4 + b"\x04\x10\x04\x00" + b"\0" * 32 + b"<S>a record of some length, so that it has a middle</S>"
FRAGMENT = b"\0" * 16 + b"\x03" + len(MESSAGE).to_bytes(4, "big") + MESSAGE


def named(one: Scenario) -> str:
    """What a failed case is called."""
    return one.name


def requests() -> list[WsmanRequest]:
    """One request of each kind that a trick waits for."""
    actions = (CREATE, RECEIVE, RECEIVE.replace("Receive", "Command"))
    return [parse_request(envelope(action)) for action in actions]


def changes(trick: Trick) -> bool:
    """Whether anything of what an honest host sends comes out otherwise."""
    answer = b'<s:Envelope><s:Body>uuid:1 <a CommandId="AB"/><w Name="ShellId">12345678</w></s:Body></s:Envelope>'
    octets = b"Content-Type: application/octet-stream\r\n" + b"s" * 80
    replies = [HttpReply(200, (("Content-Type", "x"),), octets + bytes([number])) for number in range(len(requests()))]
    records = [RECORD.replace("Get-PrtHostFact", name) for name in SNIPPETS]
    return (
        any(trick.envelope(request, answer) != answer for request in requests())
        or any(trick.reply(request, reply) != reply for request, reply in zip(requests(), replies, strict=True))
        or next(iter(trick.fragments(FRAGMENT))) != FRAGMENT
        or any(_differs(trick, record) for record in records)
    )


def _differs(trick: Trick, record: str) -> bool:
    told = iter(trick.records(record))
    return next(told) != record or next(told, None) is not None


@pytest.mark.parametrize("animal", load_zoo(), ids=named)
def test_every_animal_is_hostile(animal: Scenario) -> None:
    """Each has a trick, a fault or a bad certificate, and a word that a sweep can say."""
    assert animal.trick or animal.faults or animal.certificate is not CertificateKind.GOOD
    assert animal.status in ALL_WORDS
    assert animal.title


def test_every_trick_is_played() -> None:
    """No trick is without an animal, and no animal has the name of a usual scenario."""
    assert {animal.trick for animal in load_zoo()} - {""} == set(TRICKS)
    assert {animal.name for animal in load_zoo()} & {one.name for one in load_scenarios()} == set()


@pytest.mark.parametrize("name", sorted(TRICKS))
def test_every_trick_changes_something(name: str) -> None:
    """An honest host's bytes go in, others come out."""
    assert changes(TRICKS[name])


def test_what_has_no_trick_stays_as_it_is() -> None:
    """An honest host's bytes go through unchanged."""
    assert trick_of(scenario()) is HONEST
    assert not changes(HONEST)


def test_a_trick_that_nobody_knows_is_refused() -> None:
    """A misspelt trick is a mistake of the scenario's author, named at the start."""
    with pytest.raises(LabError, match="scenario odd: there is no trick nonsense"):
        check_tricks([replace(scenario("odd"), trick="nonsense")])


def test_a_zoo_keeps_every_animal_among_healthy_hosts() -> None:
    """With room for it every animal is there once; all others are healthy."""
    planned = [host.scenario for host in plan_fleet(len(load_zoo()) + 10, 1, NOW, zoo=True)]
    others = [one for one in planned if one not in load_zoo()]

    assert set(load_zoo()) <= set(planned)
    assert [one.status for one in others] == ["HEALTHY"] * 10


def test_the_bomb_is_one() -> None:
    """Expat itself refuses what the bomb would grow to, or grows it: the sample is no harmless text."""
    bombed = TRICKS["xml-bomb"].envelope(requests()[0], b'<s:Envelope xmlns:s="x"><s:Body></s:Body></s:Envelope>')

    with pytest.raises(ET.ParseError):
        ET.fromstring(bombed)
