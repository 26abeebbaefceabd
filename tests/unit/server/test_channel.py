"""Messages arrive whole and in their order; ends are told, and no error."""

import os
from contextlib import closing

from debugpage.server.channel import Channel, pair


def test_messages_arrive_in_their_order_however_long() -> None:
    ours, socket = pair()
    theirs = Channel(socket)
    with closing(ours), closing(theirs):
        for text in ("short", "x" * 100_000, "\n"):
            ours.send({"text": text})
        assert theirs.receive() == {"text": "short"}
        assert theirs.receive() == {"text": "x" * 100_000}
        assert theirs.has_message()
        assert theirs.receive() == {"text": "\n"}
        assert not theirs.has_message()


def test_what_was_said_before_the_end_is_read() -> None:
    ours, socket = pair()
    theirs = Channel(socket)
    with closing(ours), closing(theirs):
        theirs.send({"said": 1})
        theirs.finish()
        ours.send({"still": "heard"})
        assert [*ours] == [{"said": 1}]
        assert theirs.receive() == {"still": "heard"}


def test_hanging_up_ends_reading_at_both_ends_and_loses_nothing() -> None:
    ours, socket = pair()
    theirs = Channel(socket)
    with closing(ours), closing(theirs):
        theirs.send({"said": 1})
        ours.hang_up()
        assert [*ours] == [{"said": 1}]
        assert [*theirs] == []


def test_sending_to_nobody_is_no_error() -> None:
    ours, socket = pair()
    socket.close()
    with closing(ours):
        ours.send({"anybody": "there?"})
        assert ours.receive() is None


def test_an_open_file_comes_with_its_message() -> None:
    ours, socket = pair()
    theirs = Channel(socket)
    reader, writer = os.pipe()
    with closing(ours), closing(theirs):
        ours.send({"do": "write"}, [writer])
        message = theirs.receive()
        assert message
        (descriptor,) = message["descriptors"]
        assert not os.get_inheritable(descriptor)
        os.write(descriptor, b"through")
        assert os.read(reader, 100) == b"through"
        for number in (reader, writer, descriptor):
            os.close(number)
