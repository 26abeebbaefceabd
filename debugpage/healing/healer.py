"""What the pages of errors are given to follow the app, and the requests kept to be sent again.

What they ask for then is in `debugpage.healing.asked`.
"""

import secrets
from typing import NamedTuple
from urllib.parse import quote, urlencode

from debugpage.capture.redaction.redactor import MASK
from debugpage.capture.request import MOST_FIELDS, NAME_LENGTH
from debugpage.console.gate import Level, Verdict
from debugpage.exchange import Request
from debugpage.healing.news import news
from debugpage.render.words import one_line
from debugpage.report import Healing, Origin, Report, RequestInfo

EVENTS, AGAIN = "events", "again"
NAMES = (EVENTS, AGAIN)
"""What pages ask for, below any boot id: they may be older than this process."""
_SAFE_METHODS = ("GET", "HEAD")
"""Methods of requests that a browser sends again by itself, by loading a page (RFC 9110, 9.2.1)."""
_NOT_KEPT = "it is not kept any more"
SENT_AGAIN: tuple[Origin, ...] = ("request", "background")
"""What happens again when a request is sent again."""


class _Kept(NamedTuple):
    """What is known of a request that was not safe: the secret of its pages, or an obstacle."""

    secret: str
    obstacle: str


class Healer:
    """Serves the pages of one wrapped app."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def keep(self, name: str, request: Request) -> None:
        """Keep a request of the app's that failed, if it takes more than a reload to repeat it.

        name: the id of the error that it met.
        """
        if request.method in _SAFE_METHODS:
            return
        from debugpage.healing.again import KeptRequest, why_not_whole
        from debugpage.healing.shelf import MOST_REQUESTS, digest_of, place

        obstacle = why_not_whole(request)
        secret = "" if obstacle else secrets.token_urlsafe(24)
        self._kept[name] = _Kept(secret, obstacle)
        if len(self._kept) > MOST_REQUESTS:
            self._kept.pop(next(iter(self._kept)), None)
        if secret:
            place.shelf.keep(name, digest_of(name, secret), KeptRequest.of(request))

    def lock(self) -> None:
        """Keep no request of what there is."""
        from debugpage.healing.shelf import place

        self._kept.clear()
        place.shelf.clear()

    def offer(
        self, report: Report, request: Request, verdict: Verdict, endpoint: str, status: int
    ) -> Healing:
        """Return what the page of a report needs.

        request: the one that this page answers, with `status`. endpoint: the path below which its
        commands are sent.
        """
        told = report.request
        events = f"{endpoint}{EVENTS}" if news.generation and request.lasts else ""
        if told is None or report.origin not in SENT_AGAIN:
            return Healing(events, news.generation)
        asked = one_line(f"{told.method} {told.path}")
        healing = Healing(events, news.generation, asked, address=_address(told))
        if told.method in _SAFE_METHODS:
            return healing._replace(loads=status == 500)
        secret, obstacle = self._kept.get(report.id, _Kept("", _NOT_KEPT))
        if verdict.level is not Level.CONSOLE and not obstacle:
            secret, obstacle = "", "the consoles of this page are locked"
        return healing._replace(
            again=f"{endpoint}{AGAIN}" if secret else "", secret=secret, obstacle=obstacle
        )


def _address(told: RequestInfo) -> str:
    """Return the path and query of a request; "" where they are not shown as they were."""
    if len(told.query) > MOST_FIELDS:
        return ""
    texts = (told.path, *(text for field in told.query for text in field[:2]))
    if any(MASK in text or len(text) >= NAME_LENGTH for text in texts):
        return ""
    query = urlencode([(field.name, field.value) for field in told.query], errors="replace")
    path = quote(told.path, errors="replace")
    return f"{path}?{query}" if query else path
