"""What pages of errors ask for to follow the app: news of restarts, and their requests sent again.

Does: judge who asks, tell what came.
Does not: read from or write to a connection, which the adapters do.
"""

from http import HTTPStatus

from debugpage.console.command import Refusal, read_object, refused
from debugpage.console.gate import Gate
from debugpage.exchange import Request, Response
from debugpage.healing.answer import Came, EventStream, Resend, text_of
from debugpage.healing.healer import EVENTS
from debugpage.healing.listening import mind_listener, stream_to
from debugpage.healing.news import news
from debugpage.healing.shelf import WrongSecretError, digest_of, place
from debugpage.journal import log_resend
from debugpage.render.respond import respond_json

_GONE = (
    "This request is not kept any more: it was sent again already, others have taken its place, or"
    " another process had it."
)


def answer(gate: Gate, name: str, request: Request) -> EventStream | Resend:
    """Answer what a page asks for by one of `NAMES`. Raises Refusal.

    gate: tells what the sender of a request may have.
    """
    refusal = gate.refusal_of_head(request)  # the rest, which takes longer, comes later
    if refusal:
        raise refused(refusal)
    return _tell_news(gate, request) if name == EVENTS else _send_again(gate, request)


def _tell_news(gate: Gate, request: Request) -> EventStream:
    if not news.generation or not request.lasts:
        raise Refusal(404, "this server tells nothing of restarts")
    mind_listener(gate, request)
    return stream_to(news.listen())


def _send_again(gate: Gate, request: Request) -> Resend:
    if request.method != "POST":
        raise Refusal(405, "commands are sent by POST", ("POST",))
    refusal = gate.refusal_of_command(request)
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
