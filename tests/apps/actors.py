"""Who is at the other end of a connection, as tests play it: they are no browsers themselves.

The apps get these as an argument; nothing in the environment could say who is there.
"""

from debugpage.console.peer import UNKNOWN, Owner, Whose
from debugpage.exchange import Peer


def play_browser(peer: Peer) -> Owner:
    """Say that it is a browser, where the server knows the connection at all."""
    return Owner(Whose.A_BROWSERS, "chromium") if peer.host and peer.port else UNKNOWN
