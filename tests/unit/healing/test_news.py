"""Listeners are told the state at once, then the news; they are bounded, and end at once."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from debugpage.healing.news import HEARTBEAT, MOST_LISTENERS, Listener, News
from debugpage.healing.over_wsgi import EventBody


@pytest.fixture
def news() -> News:
    made = News()
    made.begin("g1", ["app.py"])
    return made


def listener_of(news: News) -> Listener:
    listener = news.listen()
    assert listener is not None
    return listener


def told(data: bytes) -> list[Any]:
    """Return the data of the events in a piece of a stream (HTML, section 9.2.6)."""
    return [
        json.loads(block.removeprefix("data: "))
        for block in data.decode().split("\n\n")
        if block.startswith("data: ")
    ]


def test_before_it_begins_there_is_no_generation() -> None:
    assert News().generation == ""


def test_the_state_is_told_first_and_how_soon_to_come_again(news: News) -> None:
    first = listener_of(news).take()
    assert told(first) == [{"generation": "g1", "began": ["app.py"], "saved": []}]
    assert b"retry: 100\n\n" in first


def test_all_are_told_what_is_saved_and_who_comes_later_too(news: News) -> None:
    listeners = [listener_of(news), listener_of(news)]
    for listener in listeners:
        listener.take()
    news.tell_saved(["shop.py"])
    saved = [{"generation": "g1", "began": ["app.py"], "saved": ["shop.py"]}]
    for listener in (*listeners, listener_of(news)):
        assert told(listener.take()) == saved


def test_what_nobody_takes_is_bounded(news: News) -> None:
    listener = listener_of(news)
    for number in range(1_000):
        news.tell_saved([f"{number}.py"] * 1_000)
    taken = told(listener.take())
    assert len(taken) < 100
    assert taken[-1]["saved"] == ["999.py"] * 50


def test_there_is_room_for_so_many_and_again_when_one_leaves(news: News) -> None:
    listeners = [listener_of(news) for _ in range(MOST_LISTENERS)]
    assert news.listen() is None
    news.leave(listeners[3])
    assert news.listen() is not None
    assert len(news) == MOST_LISTENERS


def test_the_end_reaches_those_that_listen_and_those_that_come(news: News) -> None:
    early = listener_of(news)
    woken: list[bool] = []
    early.wake_by(lambda: woken.append(early.is_over))
    news.end()
    assert woken == [True]
    late = listener_of(news)
    assert (late.is_over, len(told(late.take()))) == (True, 1)


def test_the_first_that_listens_is_told_of_once(news: News) -> None:
    calls: list[int] = []
    news.once_heard(lambda: calls.append(len(news)))
    listener_of(news)
    listener_of(news)
    assert calls == [1]


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_body_waits_for_news_and_ends_with_them(
    news: News, ends: tuple[socket.socket, socket.socket]
) -> None:
    body = EventBody(listener_of(news), ends[0])
    assert len(told(next(body))) == 1
    news.tell_saved(["shop.py"])
    assert told(next(body))[0]["saved"] == ["shop.py"]
    news.end()
    assert list(body) in ([], [HEARTBEAT])
    body.close()


def test_a_body_ends_when_the_client_goes_away(
    news: News, ends: tuple[socket.socket, socket.socket]
) -> None:
    body = EventBody(listener_of(news), ends[0])
    next(body)
    ends[1].close()
    assert list(body) == []
    body.close()
    news.tell_saved(["shop.py"])  # nobody is woken any more, which is no error
