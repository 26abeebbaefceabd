"""The gate: what the sender of a request may have, by its head and by who is at its other end.

One gate stands in front of every page and every command. Absence of a header never opens it. It
opens by itself for a browser of our own user on this machine; for others once they were let in.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from debugpage.console.doors import split_door
from debugpage.console.head import (
    LOOPBACK_HOSTS,
    LOOPBACK_PEERS,
    NO_PEER,
    Listed,
    host_names,
    is_navigation,
    is_subdomain_of_localhost,
    own_origin,
    why_another_port,
    why_foreign,
    why_forwarded,
    why_not_on_purpose,
    why_not_told_as_document,
)
from debugpage.console.peer import Owner, Whose, owner_of
from debugpage.exchange import Peer, Request
from debugpage.options import Options


class Level(IntEnum):
    """What the sender may have: nothing, the page to read, or the page with its consoles."""

    NOTHING = 0
    READ = 1
    CONSOLE = 2


class Verdict(NamedTuple):
    """The gate's answer.

    `reason` says why it is not more, for the developer. `values` tells whether locals may be
    shown, `keeps` whether an error met by this request keeps its live frames, and `can_unlock`
    whether the consoles open once this browser is let in. `session` tells that it was.
    """

    level: Level
    reason: str = ""
    values: bool = True
    keeps: bool = True
    can_unlock: bool = False
    session: str = ""


FindSession = Callable[[str, list[str], str], str]
"""Returns the session that cookies prove behind a door at an origin, "" if none."""

_ANOTHER_USER = (
    "its sender is another user of this machine; DEBUGPAGE_PEERS with its address lets it ask to be"
    " unlocked"
)
_GUEST = "it comes from outside this machine, by a way that you allow, and is not unlocked"


def no_session(_door: str, _cookies: list[str], _origin: str) -> str:
    """Find no session: where nobody was let in."""
    return ""


class Gate:
    """Judges requests.

    options: `hosts` are names allowed beside those of loopback, `peers` addresses; `identify` tells
    who is at the other end of a connection, where that is not left to `owner_of`.
    find_session: finds the browsers that were let in.
    """

    def __init__(self, options: Options, find_session: FindSession = no_session) -> None:
        self._path = options.path
        self._listed_hosts = frozenset(name.lower() for name in options.hosts)
        self._listed_peers = Listed(options.peers)
        self._identify: Callable[[Peer], Owner] = options.identify or owner_of
        self._find_session = find_session

    def judge(self, request: Request) -> Verdict:
        """Return what the sender of a request for a page, or of one that failed, may have."""
        refusal = self.refusal_of_head(request) or why_foreign(request, self._origins(request))
        if refusal:
            return _nothing(refusal)
        owner = self._identify(request.peer)
        if self._is_stranger(request, owner):
            return _nothing(_ANOTHER_USER)
        session, is_guest = self.session_of(request), self._is_guest(request, owner)
        is_page, unwanted = is_navigation(request), why_not_on_purpose(request)
        if is_guest and not session:
            keeps = is_page and not unwanted
            return Verdict(Level.NOTHING, _GUEST, values=False, keeps=keeps, can_unlock=is_page)
        if not is_page:
            reason = unwanted or "it was not loaded as a page of its own"
            return Verdict(Level.READ, reason, values=False, keeps=not unwanted)
        if unwanted:
            values = owner.whose is not Whose.A_PROGRAMS or bool(session)
            return Verdict(Level.READ, unwanted, values=values, keeps=False)
        if session:
            return Verdict(Level.CONSOLE, session=session)
        return _by_itself(request, owner)

    def refusal_of_command(self, request: Request) -> str:
        """Return why a command may not be carried out, or "" where nothing speaks against it.

        A command must come from a page of our own origin; its token is tested elsewhere.
        """
        refusal = self.refusal_of_own_script(request)
        if refusal or self.session_of(request):
            return refusal
        owner = self._identify(request.peer)
        if self._is_guest(request, owner):
            return _GUEST
        if request.values("sec-fetch-site") != ["same-origin"]:
            return "its Sec-Fetch-Site is not exactly same-origin"
        return _why_owner_is_no_browser(owner)

    def refusal_of_own_script(self, request: Request) -> str:
        """Return why a request is not of a script of our own pages, as far as it can be told."""
        refusal = self.refusal_of_sender(request)
        if refusal:
            return refusal
        told = request.values("origin")
        if len(told) != 1 or told[0] not in self._origins(request):
            return "its Origin is not exactly our own"
        if request.values("sec-fetch-site") not in ([], ["same-origin"]):
            return "its Sec-Fetch-Site is not exactly same-origin"
        return ""

    def refusal_of_sender(self, request: Request) -> str:
        """Return why the sender may have nothing at all, or "" where nothing speaks against it."""
        refusal = self.refusal_of_head(request)
        if not refusal and self._is_stranger(request, self._identify(request.peer)):
            return _ANOTHER_USER
        return refusal

    def refusal_of_head(self, request: Request) -> str:
        """Return what speaks against the sender in the request itself, or "". Costs little."""
        return (
            self._refusal_of_host(request)
            or self._refusal_of_proxy(request)
            or self._refusal_of_peer(request)
        )

    def session_of(self, request: Request) -> str:
        """Return the session of a browser that was let in; "" if it was not."""
        door, _ = split_door(request.path.removeprefix(self._path))
        return self._find_session(door, request.values("cookie"), own_origin(request))

    def bearer_of(self, request: Request) -> str:
        """Return whom a token is for: the origin of the page, and the session that it is in."""
        return f"{own_origin(request)} {self.session_of(request)}"

    def _refusal_of_host(self, request: Request) -> str:
        names = host_names(request)
        if not names:
            return "it does not have exactly one well-formed Host"
        if names[0] in LOOPBACK_HOSTS or names[0] in self._listed_hosts:
            return ""
        if is_subdomain_of_localhost(names[0]) and request.values("sec-fetch-site"):
            return ""
        return f"its Host {names[0]!r} is not allowed; DEBUGPAGE_HOSTS={names[0]} allows it"

    def _refusal_of_proxy(self, request: Request) -> str:
        why = why_forwarded(request)
        if not why or self._is_for_listed_host(request):
            return ""
        return f"{why}; DEBUGPAGE_HOSTS with the public name allows that"

    def _is_for_listed_host(self, request: Request) -> bool:
        """Tell whether a forwarded request is for a name that the developer lists.

        Tunnels put `localhost` for it into `Host`, and the name into `X-Forwarded-Host`. Who may
        forge that gets no further than to the page that asks for the unlock.
        """
        names = (*host_names(request), *host_names(request, "x-forwarded-host"))
        return not self._listed_hosts.isdisjoint(names)

    def _refusal_of_peer(self, request: Request) -> str:
        host = request.peer.host
        if host in NO_PEER or host in LOOPBACK_PEERS or host in self._listed_peers:
            return ""
        if why_forwarded(request):  # and allowed: the address is not that of the connection
            return ""
        return f"its sender {host} is not on this machine; DEBUGPAGE_PEERS={host} allows it"

    def _is_stranger(self, request: Request, owner: Owner) -> bool:
        is_anothers = owner.whose is Whose.ANOTHER_USERS
        return is_anothers and request.peer.host not in self._listed_peers

    def _is_guest(self, request: Request, owner: Owner) -> bool:
        """Tell whether a sender has come this far only by a name or address that is listed."""
        return (
            bool(why_forwarded(request))
            or owner.whose is Whose.ANOTHER_USERS
            or request.peer.host not in (*NO_PEER, *LOOPBACK_PEERS)
        )

    def _origins(self, request: Request) -> list[str]:
        """Return the origins of our own pages; what is forwarded may arrive under another one."""
        own = own_origin(request)
        if not why_forwarded(request):
            return [own]
        hosts = (*request.values("host"), *request.values("x-forwarded-host")[:1])
        return [own, *(f"{scheme}://{host}" for host in hosts for scheme in ("http", "https"))]


def _nothing(reason: str) -> Verdict:
    return Verdict(Level.NOTHING, reason, values=False, keeps=False)


def _by_itself(request: Request, owner: Owner) -> Verdict:
    """Return what a sender on this machine may have that nobody has let in."""
    locked = (
        why_not_told_as_document(request)
        or why_another_port(request)
        or _why_owner_is_no_browser(owner)
    )
    if not locked:
        return Verdict(Level.CONSOLE)
    if owner.whose is Whose.A_PROGRAMS:
        reason = _why_owner_is_no_browser(owner)
        return Verdict(Level.READ, reason, values=False, can_unlock=True)
    return Verdict(Level.READ, locked, can_unlock=True)


def _why_owner_is_no_browser(owner: Owner) -> str:
    """Return why a connection opens no console by itself, or "" where it is a browser's."""
    if owner.whose is Whose.A_BROWSERS:
        return ""
    if owner.whose is Whose.A_PROGRAMS:
        return f"it came from {owner.name!r}, which is no browser that is known here"
    if owner.whose is Whose.ANOTHER_USERS:
        return _ANOTHER_USER
    return "nothing tells which program is at the other end of the connection"
