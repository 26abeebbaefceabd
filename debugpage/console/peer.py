"""Who is at the other end of a connection within this machine: which user, and which program.

Any web page, any user and any tunnel reaches a loopback address, so the address alone says nothing.
"""

import os
import re
import sys
from enum import Enum
from typing import NamedTuple

from debugpage.exchange import Peer


class Whose(Enum):
    """Whose connection it is; `UNKNOWN` where the system does not say."""

    ANOTHER_USERS = "another user's"
    A_BROWSERS = "a browser's"
    A_PROGRAMS = "another program's"
    UNKNOWN = "unknown"


class Owner(NamedTuple):
    """Whose connection it is, and the file name of that program's executable, where it is known."""

    whose: Whose
    name: str = ""


UNKNOWN = Owner(Whose.UNKNOWN)
_ADDRESS = re.compile(r"[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*")
_NOBODY = 65534
"""The user that stands for all those whom a container does not know (user_namespaces(7))."""


def owner_of(peer: Peer) -> Owner:
    """Return who is at the other end of a connection. Takes some milliseconds, and never raises.

    A browser's is what a known browser run by our own user holds, as long as it is open in both
    directions. Only Linux tells, and only of connections that begin and end in this machine.
    """
    if sys.platform != "linux" or not (peer.host and peer.port and peer.server_port):
        return UNKNOWN
    try:
        return _owner((peer.host, peer.port), (_near_host(peer), peer.server_port))
    except (OSError, ValueError, ArithmeticError, LookupError):
        return UNKNOWN


def _near_host(peer: Peer) -> str:
    """Return our own address: some servers tell a name, or the address of all addresses."""
    told = peer.server_host or ""
    if told in ("0.0.0.0", "::") or not (_ADDRESS.fullmatch(told)):  # noqa: S104 - compared, not bound
        return peer.host or ""  # on a loopback interface both ends have the same one
    return told


def _owner(far_end: tuple[str, int], near_end: tuple[str, int]) -> Owner:
    # Loaded only where they can tell something.
    from debugpage.console.connection import Ends, far_socket
    from debugpage.console.program import is_browser, program_holding

    far = far_socket(Ends(far_end, near_end))
    if far is None:
        return UNKNOWN
    if far.uid != os.geteuid():
        return Owner(Whose.ANOTHER_USERS)  # also if half-closed: it could still read the answer
    if far.uid == _NOBODY or not far.is_established:
        return UNKNOWN
    program = program_holding(far.inode)
    if program is None:
        return UNKNOWN
    is_ours = program.process == os.getpid()
    whose = Whose.A_BROWSERS if is_browser(program.name) and not is_ours else Whose.A_PROGRAMS
    return Owner(whose, program.name)
