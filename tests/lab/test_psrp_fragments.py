"""Fragments as Windows cuts them, read back by psrpcore's client half."""

import struct

import pytest
from psrpcore import ClientRunspacePool, PSRPPayload, ServerPipeline, ServerRunspacePool, StreamType

from remote_prt.lab.psrp_fragments import PAYLOAD_BYTES, cut_as_windows, pipeline_id_of


def opened_pair() -> tuple[ClientRunspacePool, ServerRunspacePool]:
    """Both halves of an opened pool, connected in memory."""
    client, server = ClientRunspacePool(), ServerRunspacePool()
    client.open()
    server.receive_data(client.data_to_send())
    while server.next_event():
        pass
    while payload := server.data_to_send():
        client.receive_data(payload)
    while client.next_event():
        pass
    return client, server


@pytest.mark.parametrize("length", [0, 1, PAYLOAD_BYTES - 60, PAYLOAD_BYTES, 3 * PAYLOAD_BYTES])
def test_a_message_survives_being_cut(length: int):
    """Whatever its length, all of its text is there, after a byte order mark and in pieces of the right size."""
    _, server = opened_pair()
    pipeline = ServerPipeline(server, server.runspace_pool_id)
    pipeline.start()
    server.data_to_send()
    pipeline.write_output("雪" * length)

    fragments = list(cut_as_windows(server.data_to_send().data))
    text = b"".join(fragment[21:] for fragment in fragments)

    assert text[40:43] == b"\xef\xbb\xbf"
    assert text.count("雪".encode()) == length
    assert all(len(fragment) <= PAYLOAD_BYTES + 21 for fragment in fragments)


def test_flags_mark_first_and_last_fragment():
    """Start on the first, end on the last, numbers counted through (MS-PSRP 2.2.4)."""
    message = bytes(40) + b"y" * (2 * PAYLOAD_BYTES)
    whole = struct.pack(">QQBI", 7, 0, 3, len(message)) + message

    headers = [struct.unpack_from(">QQBI", fragment) for fragment in cut_as_windows(whole)]

    assert [(object_id, number, flags) for object_id, number, flags, _ in headers] == [(7, 0, 1), (7, 1, 0), (7, 2, 2)]


def test_several_messages_are_cut_one_by_one():
    """A run of messages gives at least one fragment for each."""
    one = struct.pack(">QQBI", 1, 0, 3, 41) + bytes(41)
    two = struct.pack(">QQBI", 2, 0, 3, 40) + bytes(40)

    lengths = [struct.unpack_from(">QQBI", fragment)[3] for fragment in cut_as_windows(one + two)]

    assert lengths == [44, 40]


def test_a_stream_without_a_message_header_names_no_pipeline():
    """Bytes that end before the pipeline id are refused."""
    with pytest.raises(ValueError, match="message header"):
        pipeline_id_of(bytes(60))


def test_the_client_half_reads_what_was_cut():
    """Psrpcore's client sees the very text that the server half wrote."""
    client, server = opened_pair()
    pipeline = ServerPipeline(server, server.runspace_pool_id)
    pipeline.start()
    pipeline.write_output("雪" * 50_000)

    received = []
    while payload := server.data_to_send():
        for fragment in cut_as_windows(payload.data):
            client.receive_data(PSRPPayload(fragment, StreamType.default, payload.pipeline_id))
    client.pipeline_table[server.runspace_pool_id] = pipeline
    while event := client.next_event():
        received.append(getattr(event, "data", None))

    assert "雪" * 50_000 in received
