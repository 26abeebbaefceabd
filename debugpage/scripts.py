"""The script that pages of errors load, as a response to those who may read such a page."""

from debugpage.console.gate import Level, Verdict
from debugpage.exchange import Response
from debugpage.render.bundle import served
from debugpage.render.respond import respond

NAME = "scripts"
"""What stands before the script's name, below the reserved path."""
_TYPE = "text/javascript; charset=utf-8"
_FOR_EVER = "private, max-age=31536000, immutable"
"""Its name changes with its text (RFC 9111, section 5.2.2; RFC 8246)."""
_ANOTHER = "this is not the script of this version; load the page again"


def script(name: str, verdict: Verdict) -> Response:
    """Return the script of a name; it holds no secret, and any process of an app has the same.

    verdict: what the sender of the request may have. Raises Refusal.
    """
    from debugpage.console.command import Refusal, refused  # every page loads this module

    if verdict.level is Level.NOTHING:
        raise refused(verdict.reason)
    if name != served().name:
        raise Refusal(404, _ANOTHER)
    return respond(200, _TYPE, served().text, cache=_FOR_EVER)
