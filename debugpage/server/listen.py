"""Listen on a port that is free, and name it as a browser does."""

import errno
import socket
from collections.abc import Iterable
from itertools import chain

QUEUE = 4096
"""How many connections may wait to be accepted: all those of the time that an app takes to load.

More than the system allows (`net.core.somaxconn` of Linux) is as much as it allows. Whoever finds
the queue full tries again by itself, but after seconds, and twice as many each time.
"""

MOST_TRIES = 20
"""How many free ports are tried where any will do: on the other address, somebody may have one."""


class PortTakenError(OSError):
    """No port that may be used is free on the host."""


def listen(host: str, ports: Iterable[int]) -> socket.socket:
    """Return a socket that is bound to `host` and to the first free of `ports`.

    On a loopback address, the port is taken from everybody else on the other one, too.

    host: a textual address or a name; the first address it stands for is used.
    ports: TCP ports, tried in their order; 0 stands for any free one.

    Raises PortTakenError if every one of them is in use, OSError if one may not be used at all.
    """
    tried = list(ports)
    for port in chain.from_iterable([port] if port else [0] * MOST_TRIES for port in tried):
        try:
            return _bind(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise PortTakenError(errno.EADDRINUSE, f"{_listed(tried, host)} in use already")


LOOPBACKS = {"127.0.0.1": "::1", "::1": "127.0.0.1"}
"""The loopback addresses, each with the other."""


class _Listener(socket.socket):
    """A socket that listens, and its port on the other loopback address, which is kept shut.

    `localhost` stands for both. A browser that is refused at one asks at the other; had somebody
    else that port, they would answer in our place.
    """

    _other: socket.socket | None = None

    def keep_other_shut(self) -> None:
        """Take the port from everybody else. Raises OSError (EADDRINUSE) where somebody has it."""
        host, port = self.getsockname()[:2]
        if host not in LOOPBACKS:
            return
        self._other = socket.socket(socket.AF_INET if ":" in host else socket.AF_INET6)
        try:
            self._other.bind((LOOPBACKS[host], port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise  # else, there is no such address on this machine

    def close(self) -> None:
        if self._other is not None:
            self._other.close()
        super().close()


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = _Listener(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: SO_REUSEADDR would share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(QUEUE)
        listener.keep_other_shut()
    except OSError:
        listener.close()
        raise
    return listener


def _listed(ports: list[int], host: str) -> str:
    if len(ports) == 1:
        return f"port {ports[0]} on {host} is"
    return f"ports {ports[0]} to {ports[-1]} on {host} are"


def address_of(listener: socket.socket) -> str:
    """Return the URL, with its final slash, at which a browser reaches `listener`."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
