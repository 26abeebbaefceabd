"""Who may listen to what pages are told as it comes, and the stream that tells it."""

from debugpage.console.command import Refusal, refused
from debugpage.console.gate import Gate, Level
from debugpage.exchange import Request
from debugpage.healing.answer import EventStream
from debugpage.healing.news import Listener
from debugpage.render.respond import Headers, respond

EVENTS_TYPE = "text/event-stream"
"""The media type of server-sent events (HTML, section 9.2)."""


def mind_listener(gate: Gate, request: Request) -> None:
    """Let pages of our own listen, and nobody else. Raises Refusal."""
    verdict = gate.judge(request)
    if verdict.level is Level.NOTHING:
        raise refused(verdict.reason)
    # Pages of ours say so; names that are not trustworthy do not let them.
    site = request.values("sec-fetch-site")
    if site != ["same-origin"] and (site or not gate.session_of(request)):
        raise refused("its Sec-Fetch-Site is not exactly same-origin")
    if request.method != "GET":
        raise Refusal(405, "events are read by GET", ("GET",))


def stream_to(listener: Listener | None) -> EventStream:
    """Return the response that tells a listener; None is one for whom there is no room.

    Raises Refusal.
    """
    if listener is None:
        raise Refusal(503, "too many pages listen")
    return EventStream(_headers(), listener)


def _headers() -> Headers:
    """Return the headers that all our answers have, for one without an end."""
    headers = respond(200, EVENTS_TYPE, "").headers
    # Proxies and middleware that gather a response hold back one that never ends.
    own = ("X-Accel-Buffering", "no")
    return (*(pair for pair in headers if pair[0] != "Content-Length"), own)
