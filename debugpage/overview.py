"""The list of errors as a response, and the events that keep an open one up to date."""

from datetime import datetime
from typing import TYPE_CHECKING

from debugpage.console.gate import Gate
from debugpage.exchange import Request, Response
from debugpage.healing.answer import EventStream
from debugpage.healing.listening import EVENTS_TYPE, mind_listener, stream_to
from debugpage.healing.news import event_of, news
from debugpage.healing.watch import Watch
from debugpage.options import Options
from debugpage.paths import Paths
from debugpage.recent import Recent
from debugpage.render.listing import row, to_text
from debugpage.render.negotiate import choose_form, content_type
from debugpage.render.policy import fresh_nonce
from debugpage.render.respond import NEGOTIATED, TEXT, respond, respond_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.render.page import HtmlRenderer

EVENTS = "errors"
"""What an open list asks for, below any boot id."""
_AGAIN = b"retry: 2000\n\n"  # milliseconds


class Overview:
    """Makes the list of one wrapped app. renderer: makes the HTML, and is loaded when needed."""

    def __init__(
        self,
        options: Options,
        recent: Recent,
        gate: Gate,
        paths: Paths,
        renderer: "Callable[[], HtmlRenderer]",
    ) -> None:
        self._project = options.folder
        self._path = options.path
        self._recent = recent
        self._gate = gate
        self._paths = paths
        self._renderer = renderer
        self._watch = Watch(recent.version)

    def page(self, request: Request, endpoint: str) -> Response:
        """Return the list, in the form that is asked for.

        endpoint: the path below which its events are told.
        """
        version, now = self._recent.version(), datetime.now().astimezone()
        groups = self._recent.groups(request.peer.server_port)
        form = choose_form(request.value("accept"))
        rows, base = [row(group, now) for group in groups], self._paths.inner(request)
        if form == "json":
            return respond_json(200, {"version": version, "errors": rows}, NEGOTIATED)
        if form != "html":
            return respond(200, TEXT, to_text(groups, now), NEGOTIATED)
        nonce = fresh_nonce()
        facts = {"version": version, "events": f"{endpoint}{EVENTS}" if self._is_live else ""}
        text = self._renderer().render_list(
            rows, base=base, project=self._project, facts=facts, nonce=nonce
        )
        return respond(200, content_type("html"), text, NEGOTIATED, nonce)

    def redirect(self) -> Response:
        """Return the way to the list for who asked for its path without the final slash.

        It is relative to what they asked for (RFC 3986, section 5.2), whatever came before that.
        """
        there = f"./{self._path.split('/')[-2]}/"
        return respond(308, TEXT, f"The list of errors is at {there}\n", (("Location", there),))

    @property
    def _is_live(self) -> bool:
        """Whether open lists can follow: not siblings that know their own errors alone."""
        return self._recent.outlasts or bool(news.generation)

    def events(self, request: Request) -> EventStream | Response:
        """Answer an open list that listens. Raises Refusal.

        Where nobody would end the stream when the server stops (only `debugpage run` does), it is
        told the state, and to come again: that holds up neither a worker nor the server's end.
        """
        mind_listener(self._gate, request)
        if news.generation and request.lasts:
            return stream_to(self._watch.listen())
        event = _AGAIN + event_of({"version": self._recent.version()})
        return respond(200, EVENTS_TYPE, event.decode())
