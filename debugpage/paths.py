"""Where our pages are: the addresses of an app's reserved path, as a request can reach them."""

from urllib.parse import quote

from debugpage.console.doors import split_door
from debugpage.console.gate import Gate
from debugpage.console.head import own_origin
from debugpage.exchange import Request


class Paths:
    """The paths below which one wrapped app's errors are told.

    path: the reserved one. gate: tells which requests name us by a name that is ours.
    """

    def __init__(self, path: str, gate: Gate) -> None:
        self._path = path
        self._gate = gate

    def base_address(self, request: Request) -> str:
        """Return the URL below which our pages are, as the developer can open it."""
        return f"{self._origin(request)}{self.base(request)}"

    def base(self, request: Request) -> str:
        """Return the reserved path below the app's mount, which a request may have filled in."""
        return quote(request.root, errors="replace") + self._path

    def lacks_slash(self, request: Request) -> bool:
        """Tell whether a request is for the reserved path without its final slash."""
        return f"{request.path}/" == self._path

    def inner(self, request: Request) -> str:
        """Return the path of pages beside the one that is asked for: behind the same door."""
        door = self.door(request)
        return f"{self.base(request)}{door}/" if door else self.base(request)

    def door(self, request: Request) -> str:
        """Return the door that a request passes which was let in; "" for any other."""
        return self._split(request)[0]

    def names(self, request: Request) -> tuple[str, str, str]:
        """Return what the path names: an error; or a boot, a slash, and a command."""
        return self._split(request)[1].partition("/")

    def _split(self, request: Request) -> tuple[str, str]:
        return split_door(request.path.removeprefix(self._path))

    def _origin(self, request: Request) -> str:
        if not self._gate.refusal_of_head(request):
            return own_origin(request)
        host = request.peer.server_host or ""
        shown = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
        return f"{request.scheme}://{shown}:{request.peer.server_port or 80}"
