"""The gate: what the sender of a request may have, by the request and by who is at its other end.

One gate stands in front of every page and every command. Absence of a header never opens it.
Sources of the rules: RFC 9110 section 7.2 (Host), RFC 6454 (Origin), W3C Fetch Metadata.
"""

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from debugpage.console.peer import Owner, Whose, owner_of
from debugpage.exchange import Peer, Request
from debugpage.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable


class Level(IntEnum):
    """What the sender may have: nothing, the page to read, or the page with its consoles."""

    NOTHING = 0
    READ = 1
    CONSOLE = 2


class Verdict(NamedTuple):
    """The gate's answer.

    `reason` says why it is not more, for the developer. `values` tells whether locals may be
    shown, `keeps` whether an error met by this request keeps its live frames.
    """

    level: Level
    reason: str = ""
    values: bool = True
    keeps: bool = True


_OWN_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_LOOPBACK_PEERS = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
_NO_PEER = (None, "", "<local>")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:]+\]|[a-z0-9_.\-]+)(?::(?P<port>[0-9]{1,5}))?")
_SUBDOMAIN_OF_LOCALHOST = re.compile(r"(?:[a-z0-9_\-]+\.)+localhost")
_FORWARDING = re.compile(
    r"forwarded|via|x-forwarded(?:-.+)?|x-original-.+|x-real-ip|x-client-ip|x-cluster-client-ip"
    r"|true-client-ip|x-proxyuser-ip|x-envoy-.+|x-rewrite-url|cf-.+|fastly-client-ip|fly-client-ip"
    r"|x-azure-.+|x-appengine-.+|x-host|x-http-host-override|ngrok-.+"
)
_PREFETCHING = ("sec-purpose", "purpose", "service-worker-navigation-preload")


_ANOTHER_USER = "its sender is another user of this machine"


class Gate:
    """Judges requests.

    options: `hosts` are names allowed beside those of loopback; `identify` tells who is at the
    other end of a connection, where that is not left to `owner_of`.
    """

    def __init__(self, options: Options) -> None:
        self._hosts = frozenset((*_OWN_HOSTS, *(name.lower() for name in options.hosts)))
        self._identify: Callable[[Peer], Owner] = options.identify or owner_of

    def judge(self, request: Request) -> Verdict:
        """Return what the sender of a request for a page, or of one that failed, may have."""
        refusal = self.refusal_of_head(request) or _refusal_of_fetch(request)
        if refusal:
            return Verdict(Level.NOTHING, refusal, values=False, keeps=False)
        owner = self._identify(request.peer)
        if owner.whose is Whose.ANOTHER_USERS:
            return Verdict(Level.NOTHING, _ANOTHER_USER, values=False, keeps=False)
        if not _is_navigation(request):
            return Verdict(Level.READ, "it was not loaded as a page of its own", values=False)
        if owner.whose is Whose.A_PROGRAMS:
            return Verdict(Level.READ, _why_owner_is_no_browser(owner), values=False)
        if _is_opened_by_another_site(request):
            return Verdict(Level.READ, "another site opened it; reload the page", keeps=False)
        locked = _why_locked(request) or _why_owner_is_no_browser(owner)
        return Verdict(Level.READ, locked) if locked else Verdict(Level.CONSOLE)

    def refusal_of_command(self, request: Request) -> str:
        """Return why a command may not be carried out, or "" where nothing speaks against it.

        A command must come from a page of our own origin; its token is tested elsewhere.
        """
        refusal = self.refusal_of_head(request) or _why_owner_is_no_browser(
            self._identify(request.peer)
        )
        if refusal:
            return refusal
        if request.values("origin") != [own_origin(request)]:
            return "its Origin is not exactly our own"
        if request.values("sec-fetch-site") != ["same-origin"]:
            return "its Sec-Fetch-Site is not exactly same-origin"
        return ""

    def refusal_of_sender(self, request: Request) -> str:
        """Return why the sender may have nothing at all, or "" where nothing speaks against it."""
        refusal = self.refusal_of_head(request)
        if not refusal and self._identify(request.peer).whose is Whose.ANOTHER_USERS:
            return _ANOTHER_USER
        return refusal

    def refusal_of_head(self, request: Request) -> str:
        """Return what speaks against the sender in the request itself, or "". Costs little."""
        return (
            self._refusal_of_host(request)
            or _refusal_of_proxy(request)
            or _refusal_of_peer(request)
        )

    def _refusal_of_host(self, request: Request) -> str:
        hosts = request.values("host")
        match = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
        if match is None:
            return "it does not have exactly one well-formed Host"
        name = match["name"]
        if name in self._hosts:
            return ""
        if _SUBDOMAIN_OF_LOCALHOST.fullmatch(name) and request.values("sec-fetch-site"):
            return ""
        return f"its Host {name!r} is not allowed; DEBUGPAGE_HOSTS={name} allows it"


def own_origin(request: Request) -> str:
    """Return the origin that a page of this server has, seen under the Host of the request."""
    return f"{request.http.scheme}://{request.values('host')[0]}"


def _refusal_of_proxy(request: Request) -> str:
    """Refuse by the presence of a forwarding header alone; what it says is never read."""
    for name, _ in request.headers:
        if _FORWARDING.fullmatch(name):
            return f"it came through a proxy or tunnel (it has the header {name})"
    if request.proxied or request.peer.port == 0:
        return "a header, not the connection, tells the address of its sender"
    return ""


def _refusal_of_peer(request: Request) -> str:
    host = request.peer.host
    if host in _NO_PEER or host in _LOOPBACK_PEERS:
        return ""
    return f"its sender {host} is not on this machine"


def _refusal_of_fetch(request: Request) -> str:
    site, mode = request.values("sec-fetch-site"), request.values("sec-fetch-mode")
    if any(one in ("cross-site", "same-site") for one in site) and mode != ["navigate"]:
        return "another site asked for it"
    origins = request.values("origin")
    if not origins or origins == [own_origin(request)]:
        return ""
    if origins == ["null"] and site == ["same-origin"]:
        return ""
    return "its Origin is another site"


def _is_navigation(request: Request) -> bool:
    """Tell whether nothing says that a script asked: scripts must not see values."""
    mode, dest = request.values("sec-fetch-mode"), request.values("sec-fetch-dest")
    return mode in ([], ["navigate"]) and dest in ([], ["document"])


def _is_opened_by_another_site(request: Request) -> bool:
    site = request.values("sec-fetch-site")
    foreign = any(one in ("cross-site", "same-site") for one in site)
    return foreign and request.values("sec-fetch-user") != ["?1"]


def _why_locked(request: Request) -> str:
    """Return why a page that may be read gets no console, or "" where it gets one."""
    if request.values("sec-fetch-dest") != ["document"]:
        return "the browser did not say that it loads it as a document"
    if request.values("sec-fetch-mode") != ["navigate"] or not request.values("sec-fetch-site"):
        return "the browser did not say that a person navigated to it"
    if any(request.values(name) for name in _PREFETCHING):
        return "it was loaded ahead of time; reload the page"
    return _why_port_differs(request)


def _why_owner_is_no_browser(owner: Owner) -> str:
    """Return why a connection opens no console by itself, or "" where it is a browser's."""
    if owner.whose is Whose.A_BROWSERS:
        return ""
    if owner.whose is Whose.A_PROGRAMS:
        return f"it came from {owner.name!r}, which is no browser that is known here"
    if owner.whose is Whose.ANOTHER_USERS:
        return _ANOTHER_USER
    return "nothing tells which program is at the other end of the connection"


def _why_port_differs(request: Request) -> str:
    """Compare the port of `Host`: a forwarded one is not the one the server listens on."""
    host, standard = request.values("host")[0], {"http": "80", "https": "443"}
    match = _HOST.fullmatch(host.lower())
    port = match["port"] if match and match["port"] else standard.get(request.http.scheme)
    if port == str(request.peer.server_port):
        return ""
    return "it was opened through another port than the one the server listens on"
