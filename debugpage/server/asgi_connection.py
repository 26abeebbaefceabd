"""uvicorn's HTTP connections, which can be passed on to another process while nothing is asked.

uvicorn closes such connections when it ends, and a request that is under way just then is lost.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Base
else:
    from asyncio import Protocol as _Base


class Door:
    """Whether requests are still waited for. pass_on: see `debugpage.server.serve.Terms`."""

    def __init__(self, pass_on: Callable[[int], bool]) -> None:
        self.is_closed = False
        self.pass_on = pass_on


class _Leaving(_Base):
    """A connection that leaves by a closed door as soon as nothing is asked by it."""

    def __init__(self, door: Door, **details: Any) -> None:
        super().__init__(**details)
        self._door = door

    @property
    def is_idle(self) -> bool:
        """Whether nothing was read since the last answer, or since the beginning."""
        raise NotImplementedError

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self._door.is_closed:  # it was accepted just before
            self._leaves()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._door.is_closed:
            self.shutdown()

    def shutdown(self) -> None:
        # What is asked is answered first: then this is called again.
        if self.is_idle and not self._leaves():
            super().shutdown()

    def _leaves(self) -> bool:
        """Pass the connection on, and tell whether that could be."""
        if self.transport.is_closing() or self.transport.get_write_buffer_size():
            return False
        descriptor = self.transport.get_extra_info("socket").fileno()
        # Nothing is read meanwhile: the loop would do that, and it runs this.
        if is_passed := self._door.pass_on(descriptor):
            self.transport.close()
        return is_passed


class H11Connection(_Leaving, H11Protocol):
    """A connection whose requests are read by h11, which comes with uvicorn."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing was read since the last answer, or since the beginning."""
        return self.conn.states == _BEFORE_REQUEST and not self.conn.trailing_data[0]


_BEFORE_REQUEST = {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}

Connection: type[_Leaving] = H11Connection
"""What uvicorn would choose: httptools is faster, and not everywhere."""

try:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
except ImportError:
    pass
else:

    class HttpToolsConnection(_Leaving, HttpToolsProtocol):  # type: ignore[misc]
        """A connection whose requests are read by httptools."""

        _begun = _read = _answered = 0

        @property
        def is_idle(self) -> bool:
            """Whether nothing was read since the last answer, or since the beginning."""
            return self._begun == self._read == self._answered

        def on_message_begin(self) -> None:  # noqa: D102 - httptools calls these three
            self._begun += 1
            super().on_message_begin()

        def on_message_complete(self) -> None:  # noqa: D102 - as above
            self._read += 1
            super().on_message_complete()

        def on_response_complete(self) -> None:  # noqa: D102 - as above
            self._answered += 1
            super().on_response_complete()

    Connection = HttpToolsConnection
