"""What the pages of errors need to follow the app: news of restarts, and their requests sent again.

Does: keep requests, judge who asks, tell what came.
Does not: read from or write to a connection, which the adapters do.
"""

import secrets
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, urlencode

from debugpage.capture.redaction.redactor import MASK
from debugpage.capture.request import MOST_FIELDS, NAME_LENGTH
from debugpage.console.command import Refusal, read_object, refused
from debugpage.console.gate import Gate, Level, Verdict
from debugpage.exchange import Request, Response
from debugpage.healing.again import SAFE_METHODS, KeptRequest, why_not_whole
from debugpage.healing.answer import Came, EventStream, Resend, text_of
from debugpage.healing.listening import mind_listener, stream_to
from debugpage.healing.news import news
from debugpage.healing.shelf import MOST_REQUESTS, WrongSecretError, digest_of, place
from debugpage.journal import log_resend
from debugpage.render.respond import respond_json
from debugpage.render.words import one_line
from debugpage.report import Healing, Origin, Report, RequestInfo

EVENTS, AGAIN = "events", "again"
_GONE = (
    "This request is not kept any more: it was sent again already, others have taken its place, or"
    " another process had it."
)
_NOT_KEPT = "it is not kept any more"
SENT_AGAIN: tuple[Origin, ...] = ("request", "background")
"""What happens again when a request is sent again."""


class _Kept(NamedTuple):
    """What is known of a request that was not safe: the secret of its pages, or an obstacle."""

    secret: str
    obstacle: str


class Healer:
    """Serves the pages of one wrapped app. gate: tells what the sender of a request may have."""

    names = (EVENTS, AGAIN)
    """What pages ask for, below any boot id: they may be older than this process."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._kept: dict[str, _Kept] = {}

    def keep(self, name: str, request: Request) -> None:
        """Keep a request of the app's that failed, if it takes more than a reload to repeat it.

        name: the id of the error that it met.
        """
        if request.method in SAFE_METHODS:
            return
        obstacle = why_not_whole(request)
        secret = "" if obstacle else secrets.token_urlsafe(24)
        self._kept[name] = _Kept(secret, obstacle)
        if len(self._kept) > MOST_REQUESTS:
            self._kept.pop(next(iter(self._kept)), None)
        if secret:
            place.shelf.keep(name, digest_of(name, secret), KeptRequest.of(request))

    def lock(self) -> None:
        """Keep no request of what there is."""
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
        if told.method in SAFE_METHODS:
            return healing._replace(loads=status == 500)
        secret, obstacle = self._kept.get(report.id, _Kept("", _NOT_KEPT))
        if verdict.level is not Level.CONSOLE and not obstacle:
            secret, obstacle = "", "the consoles of this page are locked"
        return healing._replace(
            again=f"{endpoint}{AGAIN}" if secret else "", secret=secret, obstacle=obstacle
        )

    def answer(self, name: str, request: Request) -> EventStream | Resend:
        """Answer what a page asks for. Raises Refusal."""
        refusal = self._gate.refusal_of_head(request)  # the rest, which takes longer, comes later
        if refusal:
            raise refused(refusal)
        return self._tell_news(request) if name == EVENTS else self._send_again(request)

    def _tell_news(self, request: Request) -> EventStream:
        if not news.generation or not request.lasts:
            raise Refusal(404, "this server tells nothing of restarts")
        mind_listener(self._gate, request)
        return stream_to(news.listen())

    def _send_again(self, request: Request) -> Resend:
        if request.method != "POST":
            raise Refusal(405, "commands are sent by POST", ("POST",))
        refusal = self._gate.refusal_of_command(request)
        if refusal:
            raise refused(refusal)
        name = read_object(request.values("content-type"), request.body).get("tb")
        tokens = request.values("x-debugpage-token")
        if type(name) is not str or len(tokens) != 1:
            raise refused("it has no token")
        try:
            kept = place.shelf.take(name, digest_of(name, tokens[0]))
        except WrongSecretError as wrong:
            raise Refusal(403, "refused") from wrong
        except LookupError:
            raise Refusal(410, _GONE) from None
        log_resend(kept.method, kept.root + kept.path)
        return Resend(kept, _told)


def _told(came: Came) -> Response:
    """Return what came of a request as a response to the page that asked for it.

    Cookies that the app sets are set: it answered this browser.
    """
    locations = came.values("location") if 300 <= came.status < 400 else []
    told: dict[str, object] = {
        "status": came.status,
        "reason": _reason(came.status),
        "location": "".join(locations[:1]),
        "id": "".join(came.values("x-debugpage-id")[:1]),
        "text": text_of(came),
    }
    cookies = tuple(("Set-Cookie", value) for value in came.values("set-cookie"))
    return respond_json(200, told, cookies)


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


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
