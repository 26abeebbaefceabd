"""A31: what errors keep alive is bounded, and what a stranger causes keeps nothing at all."""

import gc
import os
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from debugpage.wsgi import DebugMiddleware
from tests.apps.actors import play_browser
from tests.consoles import open_console, with_header
from tests.wire import HOST, PORT, Ask, Send, over_wsgi

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

KEPT = 20
STATM = Path("/proc/self/statm")
MEGABYTE = 1 << 20
BOOM = Ask("/boom")
FOREIGN = with_header(BOOM, "Host", "evil.example")
GUEST = with_header(BOOM, "X-Forwarded-Host", "shop.example")


class Cargo:
    """A local of which it can be told whether anything still holds it."""

    def __init__(self, size: int) -> None:
        self.load = bytearray(size)


class App:
    """Fails with a cargo of `size` bytes in its frame, and watches each."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.watched: list[weakref.ref[Cargo]] = []

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        cargo = Cargo(self.size)
        self.watched.append(weakref.ref(cargo))
        raise ValueError(f"cargo {len(self.watched)}")

    def alive(self) -> int:
        gc.collect()
        return sum(reference() is not None for reference in self.watched)


Wrap = Callable[[int], tuple[App, Send]]


@pytest.fixture
def wrap() -> Wrap:
    def wrapped(size: int) -> tuple[App, Send]:
        app = App(size)
        return app, over_wsgi(
            DebugMiddleware(
                app,
                enabled=True,
                tracebacks=KEPT,
                repr_milliseconds=60_000,
                hosts=("shop.example",),
                identify=play_browser,
            )
        )

    return wrapped


def test_frames_of_the_latest_errors_alone_are_kept(wrap: Wrap) -> None:
    app, send = wrap(0)
    for _ in range(KEPT + 5):
        send(BOOM)
    assert app.alive() == KEPT
    assert [reference() is None for reference in app.watched] == [True] * 5 + [False] * KEPT


def test_a_stranger_neither_keeps_nor_evicts_a_frame(wrap: Wrap) -> None:
    app, send = wrap(0)
    console = open_console(send(BOOM), f"http://{HOST}:{PORT}")
    for _ in range(1_000):
        send(FOREIGN)
    assert app.alive() == 1
    assert send(console.ask("cargo")).status == 200


def test_who_may_ask_to_be_let_in_evicts_no_frame(wrap: Wrap) -> None:
    app, send = wrap(0)
    consoles = [open_console(send(BOOM), f"http://{HOST}:{PORT}") for _ in range(KEPT - 1)]
    for _ in range(5):
        send(GUEST)
    assert app.alive() == KEPT
    assert {send(console.ask("cargo")).status for console in consoles} == {200}
    send(BOOM)
    assert app.alive() == KEPT


@pytest.mark.skipif(not STATM.exists(), reason="memory is measured by Linux's /proc")
def test_memory_is_flat_over_a_thousand_errors(wrap: Wrap) -> None:
    app, send = wrap(MEGABYTE)
    for _ in range(100):
        send(BOOM)
    before = resident_bytes()
    for _ in range(900):
        send(BOOM)
    assert app.alive() == KEPT
    assert resident_bytes() - before < 20 * MEGABYTE


def resident_bytes() -> int:
    gc.collect()
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
