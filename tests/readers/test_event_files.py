"""Events saved as XML are read one by one, whatever is around them."""

from hypothesis import given
from hypothesis import strategies as st

from remote_prt.readers.event_files import is_event_xml, read_event_xml
from tests.readers.samples import event_xml

_TWO = event_xml(1081, record_id=1, Error="invalid_grant") + event_xml(1085, record_id=2, Status="0xC000006D")


def test_concatenated_events_need_no_root() -> None:
    """What wevtutil writes, elements without a root, is read in record order."""
    assert [record.event_id for record in read_event_xml(_TWO).records] == [1081, 1085]


def test_a_root_and_a_declaration_do_no_harm() -> None:
    """What Event Viewer saves is read the same."""
    text = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><Events>{_TWO}</Events>'

    assert read_event_xml(_TWO) == read_event_xml(text)


def test_newest_first_comes_out_oldest_first() -> None:
    """The order of the file does not matter: `wevtutil /rd:true` is the same log."""
    times = [event_xml(1081, record_id=n, time=f"2026-01-31T01:00:0{n}.0000000Z") for n in (3, 2, 1)]

    assert [record.record_id for record in read_event_xml("\n".join(times)).records] == [1, 2, 3]


def test_other_providers_are_passed_over() -> None:
    """Of a whole system log only our providers' events are kept, User Device Registration among them."""
    ours = event_xml(304, provider="Microsoft-Windows-User Device Registration", record_id=9)
    found = read_event_xml(event_xml(1, provider="Microsoft-Windows-Kernel-General") + ours)

    assert ([record.event_id for record in found.records], found.seen, found.unread) == ([304], 2, 0)


def test_one_bad_event_hides_no_other() -> None:
    """An event without end, with an entity or without id is counted, and its neighbours are read."""
    cut = event_xml(1082).removesuffix("</Event>")
    entity = event_xml(1083, Error="&boom;")
    found = read_event_xml(cut + entity + event_xml(1084).replace("<EventID>1084", "<EventID>x") + _TWO)

    assert ([record.event_id for record in found.records], found.unread) == ([1081, 1085], 3)


def test_an_entity_is_never_expanded() -> None:
    """A document type before the events has no effect on them."""
    text = "<!DOCTYPE Events [<!ENTITY boom 'AADSTS50126'>]><Events>" + event_xml(1081, Error="&boom;") + "</Events>"

    assert read_event_xml(text).records == ()


def test_a_record_saved_twice_is_one() -> None:
    """The same record in a file twice is one record."""
    assert len(read_event_xml(_TWO + _TWO).records) == 2


def test_other_markup_is_no_event() -> None:
    """A web page or a data element alone is no event XML."""
    assert not is_event_xml("<html><EventData></EventData></html>")
    assert not is_event_xml("<Events></Events>")


@given(
    st.lists(st.sampled_from(["<Event ", "<Event>", "</Event>", "<Events>", event_xml(1081), "<System>", "]]>", "\0"]))
)
def test_no_text_raises(pieces: list[str]) -> None:
    """Any mixture of tags is read to its end."""
    found = read_event_xml("".join(pieces))

    assert len(found.records) + found.unread <= found.seen
