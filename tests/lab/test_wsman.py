"""Envelopes in, envelopes out."""

from xml.etree import ElementTree as ET

import pytest

from remote_prt.lab.wsman import (
    DEFAULT_OPERATION_TIMEOUT_SECONDS,
    IDENTITY,
    RECEIVE,
    NotAnEnvelope,
    envelope,
    parse_duration,
    parse_request,
)
from remote_prt.lab.wsman_faults import OPERATION_TIMEOUT, UNKNOWN_SHELL, fault_envelope

SOAP = "http://www.w3.org/2003/05/soap-envelope"
RECEIVE_REQUEST = f"""<s:Envelope xmlns:s="{SOAP}" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:Action>{RECEIVE}</a:Action>
<a:MessageID>uuid:1</a:MessageID><a:To>http://pc-01:5985/wsman</a:To><w:OperationTimeout>PT20S</w:OperationTimeout>
<w:MaxEnvelopeSize>153600</w:MaxEnvelopeSize><w:SelectorSet><w:Selector Name="ShellId">ABC</w:Selector></w:SelectorSet>
<w:OptionSet><w:Option Name="WINRS_NOPROFILE">TRUE</w:Option></w:OptionSet></s:Header><s:Body/></s:Envelope>"""


def test_a_request_is_read_with_all_its_headers():
    """Action, ids, limits, selectors and options are what the envelope says."""
    request = parse_request(RECEIVE_REQUEST.encode())

    assert (request.action, request.message_id, request.shell_id) == (RECEIVE, "uuid:1", "ABC")
    assert (request.operation_timeout_seconds, request.max_envelope_bytes) == (20.0, 153600)
    assert request.options == {"WINRS_NOPROFILE": "TRUE"}
    assert not request.is_identify


def test_identify_needs_no_headers():
    """An envelope with nothing but wsmid:Identify is a request too."""
    body = f'<i:Identify xmlns:i="{IDENTITY}"/>'
    request = parse_request(f'<s:Envelope xmlns:s="{SOAP}"><s:Header/><s:Body>{body}</s:Body></s:Envelope>'.encode())

    assert request.is_identify


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str):
    """No entity is ever expanded, however the declaration is written down."""
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE s [<!ENTITY a "aaaa">]>{RECEIVE_REQUEST}'

    with pytest.raises(NotAnEnvelope, match="document type"):
        parse_request(bomb.encode(encoding))


@pytest.mark.parametrize("data", [b"", b"<a", b"<a/>", b"\xff\xfe\x00", f'<s:Envelope xmlns:s="{SOAP}"/>'.encode()])
def test_what_is_no_envelope_is_refused(data: bytes):
    """Broken XML, other documents and an envelope without a body."""
    with pytest.raises(NotAnEnvelope):
        parse_request(data)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT20S", 20.0),
        ("PT20.000S", 20.0),
        ("PT1M30S", 90.0),
        ("P0DT0H1M0S", 60.0),
        ("P1D", 86400.0),
        ("", DEFAULT_OPERATION_TIMEOUT_SECONDS),
        ("P", DEFAULT_OPERATION_TIMEOUT_SECONDS),
        ("soon", DEFAULT_OPERATION_TIMEOUT_SECONDS),
    ],
)
def test_a_duration_is_seconds(text: str, seconds: float):
    """The forms clients send; anything else takes the default."""
    assert parse_duration(text, DEFAULT_OPERATION_TIMEOUT_SECONDS) == seconds


def test_an_answer_relates_to_its_request_whatever_the_id_holds():
    """The MessageID comes back as it was, even with characters of markup."""
    root = ET.fromstring(envelope("urn:x", "uuid:<&>", "", "a p"))

    assert root.findtext(".//{http://schemas.xmlsoap.org/ws/2004/08/addressing}RelatesTo") == "uuid:<&>"


@pytest.mark.parametrize("fault", [OPERATION_TIMEOUT, UNKNOWN_SHELL])
def test_a_fault_names_its_code_and_the_machine(fault):
    """f:WSManFault carries the code and the name by which the client called."""
    root = ET.fromstring(fault_envelope(fault, "uuid:1", "pc-01"))
    details = root.findall(".//{http://schemas.microsoft.com/wbem/wsman/1/wsmanfault}WSManFault")

    assert {(detail.get("Code"), detail.get("Machine")) for detail in details} == {(str(int(fault.code)), "pc-01")}
