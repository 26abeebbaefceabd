"""The sans-IO core: what is answered to an error, and who answers requests for our own paths.

Does: capture, keep, log, negotiate, render; gate.
Does not: read from or write to a connection, know WSGI or ASGI, or decide whether it is on.
"""

import logging
from collections import OrderedDict, deque
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.request import describe_request
from debugpage.capture.take import Captured, Values, take
from debugpage.console.gate import Gate, Level, Verdict
from debugpage.console.store import Store
from debugpage.exchange import Request, Response, with_view
from debugpage.healing.healer import SENT_AGAIN, Healer
from debugpage.journal import log_error
from debugpage.loading import without_collector
from debugpage.options import Options
from debugpage.pages import Consoles, Pages
from debugpage.paths import Paths
from debugpage.recent import Recent
from debugpage.render.respond import last_resort, plain_text
from debugpage.render.visible import visible
from debugpage.report import Report
from debugpage.surroundings import Surroundings
from debugpage.workers.folder import runtime_folder
from debugpage.workers.names import new_id
from debugpage.workers.worker import NotServed, Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.console.unlock.doorkeeper import Doorkeeper
    from debugpage.healing.answer import Answer
    from debugpage.reception import Parts, Reception
    from debugpage.render.page import HtmlRenderer
    from debugpage.unlock import Unlock

_log = logging.getLogger("debugpage")
_MOST_PORTS = 16
_MOST_RECORDED = 64
T = TypeVar("T")


class Debugger:
    """Everything debugpage knows of one wrapped app: its errors, their frames, who may see them.

    Its methods block, may be called from any thread, and never raise.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._redactor = Redactor(options.redact)
        self._gate = Gate(options, self._session)
        self._healer = Healer()
        self._store = Store(options)
        self._worker = Worker(self._on_request_of_another, lock=self.lock, live=self._store.live)
        self._recent = Recent(options, self._store, self._worker)
        self._paths = Paths(options.path, self._gate)
        self._consoles = Consoles(options, self._store, self._gate, self._paths, self._worker)
        self._pages = Pages(
            self._paths, self._consoles, self._healer, lambda: self._unlock, lambda: self._renderer
        )
        self._ports: deque[int | None] = deque(maxlen=_MOST_PORTS)
        self._recorded: OrderedDict[int, str] = OrderedDict()

    @cached_property
    def _renderer(self) -> "HtmlRenderer":
        with without_collector():
            from debugpage.render.page import HtmlRenderer

        return HtmlRenderer(options=self._options)

    # What only requests for our own paths need, and browsers that were let in, is loaded with the
    # first of these: an error has enough to wait for in a process that meets its first.

    @cached_property
    def _doorkeeper(self) -> "Doorkeeper":
        from debugpage.console.unlock.doorkeeper import Doorkeeper

        return self._only("_doorkeeper", Doorkeeper(runtime_folder))

    def _session(self, door: str, cookies: list[str], origin: str) -> str:
        """Return the session that cookies prove behind a door at an origin; "" if none."""
        return self._doorkeeper.find(door, cookies, origin) if door else ""

    @cached_property
    def _unlock(self) -> "Unlock":
        from debugpage.unlock import Unlock

        return Unlock(self._gate, self._doorkeeper, lambda: self._renderer)

    @cached_property
    def _reception(self) -> "Reception":
        from debugpage.reception import Reception

        return self._only("_reception", Reception(self._parts()))

    def _only(self, name: str, made: T) -> T:
        """Return what was made first under a name: two requests may come at once.

        Of two that count commands, each would take one that the other has taken.
        """
        first: T = vars(self).setdefault(name, made)  # which is atomic
        return first

    def _parts(self) -> "Parts":
        from debugpage.reception import Parts

        return Parts(
            self._options,
            self._redactor,
            self._gate,
            self._unlock,
            self._store,
            self._worker,
            self._recent,
            self._paths,
            self._consoles,
            self._pages,
            lambda: self._renderer,
            self.lock,
        )

    def on_error(
        self, error: BaseException, see: "Callable[[], Request]", around: Surroundings
    ) -> Response:
        """Record an error of the app and return the response that tells of it, status 500.

        see: looks at the request that failed. around: what the code that failed ran in.
        """
        verdict = Verdict(Level.NOTHING)
        try:
            request = with_view(see(), around.endpoint, around.parameters)
            verdict = self._gate.judge(request)
            report = self._record(error, request, verdict, around, request)
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not hide the app's error
            return self._told_plainly(error, fault, verdict)
        log_error(report, verdict, around.record)
        try:
            return self._pages.of_error(report, request, verdict)
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not hide the app's error
            return self._told_plainly(error, fault, verdict)
        finally:
            self._outlive(report, request, verdict)

    def _outlive(self, report: Report, place: Request | None, verdict: Verdict) -> None:
        """Have the history keep a report; what is met by those who are not let in counts less."""
        is_guest = verdict.level is Level.NOTHING or not verdict.keeps
        port = place.peer.server_port if place else None
        self._recent.keep(report, port, is_guest=is_guest)

    def note(
        self,
        error: BaseException,
        around: Surroundings,
        see: "Callable[[], Request] | None" = None,
        see_another: "Callable[[], Request] | None" = None,
    ) -> str:
        """Record an error that no response tells of, and return the URL path of its page.

        around: what failed, and what it ran in. see: looks at the request that it came of, if it
        did. see_another: looks at a request that the address of the page can be taken from, where
        there is none; without either that is a path. Returns "" for an error that was recorded
        before or could not be.
        """
        if self._is_recorded(error):
            return ""
        try:
            request = with_view(see(), around.endpoint, around.parameters) if see else None
            # Of no request nobody has to be kept from it, until the page is asked for.
            verdict = self._gate.judge(request) if request else Verdict(Level.CONSOLE)
            place = request or (see_another() if see_another else None)
            report = self._record(error, request, verdict, around, place)
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not hide the app's error
            self._told_plainly(error, fault, Verdict(Level.NOTHING))
            return ""
        log_error(report, verdict, around.record)
        self._outlive(report, place, verdict)
        return urlsplit(report.address).path

    def _remember(self, error: BaseException, captured: Captured, name: str) -> None:
        if captured.frames:
            self._recorded[id(error)] = name
        if len(self._recorded) > _MOST_RECORDED:
            self._recorded.popitem(last=False)

    def _is_recorded(self, error: BaseException) -> bool:
        # While frames are live their error is too, so that no other has its id.
        report_id = self._recorded.get(id(error))
        return report_id is not None and self._store.is_live(report_id)

    def _told_plainly(self, error: BaseException, fault: Exception, verdict: Verdict) -> Response:
        """Log an error and a fault of ours beside it, and return the smallest page there is."""
        text = visible(self._redactor.fresh().text(plain_text(error)))
        fault.__context__ = None  # it is the error itself, which is told here with secrets masked
        _log.error("debugpage failed to show an error, which was:\n%s", text, exc_info=fault)
        return last_resort("" if verdict.level is Level.NOTHING else text)

    def on_request(self, request: Request) -> "Answer":
        """Answer a request for one of our own paths, or have the process that can answer it."""
        return self._reception.answer(request)

    def _on_request_of_another(self, request: Request) -> Response:
        """Answer a request that reached another process. It is not passed on any further.

        Raises NotServed for one to a port of which this process has no errors: the developer may
        run other apps, and each tells its own errors alone.
        """
        if request.peer.server_port not in self._ports:
            raise NotServed
        return self._reception.answer_passed_on(request)

    def lock(self) -> int:
        """Close all consoles at once; return of how many errors. Tokens and sessions end, too."""
        self._consoles.keyring.renew()
        self._doorkeeper.end_all()
        self._healer.lock()
        return self._store.clear()

    def _record(
        self,
        error: BaseException,
        request: Request | None,
        verdict: Verdict,
        around: Surroundings,
        place: Request | None,
    ) -> Report:
        """Record an error. place: a request to the server at which its page can be asked for."""
        redactor = self._redactor.fresh()
        info = describe_request(request, redactor) if request else None
        if verdict.level is Level.NOTHING and not self._store.has_room:
            verdict = verdict._replace(keeps=False)  # who is not let in evicts nothing
        values = Values.OWN if verdict.keeps else Values.ALL  # what is left out is kept live
        captured = take(error, self._options, info, redactor, values)
        if place:
            self._let_others_ask(place.peer.server_port)
        name = new_id(self._worker.name)
        base = self._paths.base_address(place) if place else self._options.path
        report = captured.report._replace(
            id=name, address=base + name, task=around.task, origin=around.origin
        )
        self._keep(captured._replace(report=report), error, verdict, around)
        self._remember(error, captured, name)
        if verdict.keeps and request and around.origin in SENT_AGAIN:
            self._healer.keep(name, request)
        return report

    def _let_others_ask(self, port: int | None) -> None:
        if port not in self._ports:
            self._ports.append(port)
        self._worker.listen()

    def _keep(
        self, captured: Captured, error: BaseException, verdict: Verdict, around: Surroundings
    ) -> None:
        if verdict.keeps:
            self._store.keep(
                captured.report,
                captured.frames,
                error,
                around.context,
                around.loop,
                captured.remainder,
            )
        else:
            self._store.keep_report(captured.report)
