"""The sans-IO core: what is answered to an error, and to a request for one of our own paths.

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
from debugpage.commands import Commands
from debugpage.console.command import Refusal, refused
from debugpage.console.gate import Gate, Level, Verdict
from debugpage.console.store import Gone, Store, Unknown
from debugpage.console.unlock.doorkeeper import Doorkeeper
from debugpage.exchange import Request, Response, with_view
from debugpage.healing.healer import SENT_AGAIN, Healer
from debugpage.journal import Refusals, log_error
from debugpage.options import Options
from debugpage.overview import EVENTS, Overview
from debugpage.pages import Consoles, Pages
from debugpage.paths import Paths
from debugpage.recent import Recent
from debugpage.render.negotiate import choose_form, suffix_of
from debugpage.render.respond import (
    last_resort,
    plain_text,
    refuse,
)
from debugpage.render.visible import visible
from debugpage.report import Report
from debugpage.scripts import NAME as SCRIPTS
from debugpage.scripts import script
from debugpage.surroundings import Surroundings
from debugpage.unlock import ENDED, Locked, Unlock, error_in_query
from debugpage.unlock import NAME as UNLOCK
from debugpage.workers.folder import runtime_folder
from debugpage.workers.message import TooLongError
from debugpage.workers.names import new_id, owner_of
from debugpage.workers.worker import RESTARTED, Ended, NotServed, Unanswered, Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.healing.answer import Answer
    from debugpage.render.page import HtmlRenderer

_log = logging.getLogger("debugpage")
_UNKNOWN = "There is no error with this id here."
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
        self._doorkeeper = Doorkeeper(runtime_folder)
        self._gate = Gate(options, self._doorkeeper.find)
        self._unlock = Unlock(self._gate, self._doorkeeper, lambda: self._renderer)
        self._healer = Healer(self._gate)
        self._refusals = Refusals()
        self._store = Store(options)
        self._worker = Worker(self._on_request_of_another, lock=self.lock, live=self._store.live)
        self._recent = Recent(options, self._store, self._worker)
        self._paths = Paths(options.path, self._gate)
        self._consoles = Consoles(options, self._store, self._gate, self._paths, self._worker)
        keyring, bearer_of = self._consoles.keyring, self._gate.bearer_of
        self._commands = Commands(
            options, self._store, keyring, self._redactor, bearer_of, self.lock
        )
        self._pages = Pages(
            self._paths, self._consoles, self._healer, self._unlock, lambda: self._renderer
        )
        self._overview = Overview(
            options, self._recent, self._gate, self._paths, lambda: self._renderer
        )
        self._ports: deque[int | None] = deque(maxlen=_MOST_PORTS)
        self._recorded: OrderedDict[int, str] = OrderedDict()

    @cached_property
    def _renderer(self) -> "HtmlRenderer":
        from debugpage.render.page import HtmlRenderer

        return HtmlRenderer(options=self._options)

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
        return self._answered(self._route, request)

    def _on_request_of_another(self, request: Request) -> Response:
        """Answer a request that reached another process. It is not passed on any further.

        Raises NotServed for one to a port of which this process has no errors: the developer may
        run other apps, and each tells its own errors alone.
        """
        if request.peer.server_port not in self._ports:
            raise NotServed
        return self._answered(self._serve, request)

    def lock(self) -> int:
        """Close all consoles at once; return of how many errors. Tokens and sessions end, too."""
        self._consoles.keyring.renew()
        self._doorkeeper.end_all()
        self._healer.lock()
        return self._store.clear()

    def _answered(self, route: "Callable[[Request], T]", request: Request) -> T | Response:
        try:
            return route(request)
        except Locked as locked:
            base, (name, _, _) = self._paths.base(request), self._paths.names(request)
            return self._unlock.page(403, request, base, str(locked), name)
        except Refusal as refusal:
            self._refusals.log(request, refusal)
            return refuse(refusal.status, refusal.sentence, refusal.allow)
        except Exception:  # noqa: BLE001 - logged; the server shall not fail for us
            _log.exception("debugpage failed to answer a request for its own path")
            return refuse(500, "debugpage itself failed; the server's terminal tells how")

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
        name = new_id(self._worker.name)
        base = self._paths.base_address(place) if place else self._options.path
        values = Values.OWN if verdict.keeps else Values.ALL  # what is left out is kept live
        captured = take(error, self._options, info, redactor, values)
        if place:
            self._let_others_ask(place.peer.server_port)
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

    def _route(self, request: Request) -> "Answer":
        if self._paths.lacks_slash(request):
            self._visit(request)
            return self._overview.redirect()
        first, slash, name = self._paths.names(request)
        if slash and name in self._healer.names:
            return self._healer.answer(name, request)
        if slash and name == EVENTS:
            return self._overview.events(request)
        if first == UNLOCK:
            return self._at_the_door(request, name if slash else "")
        if first == SCRIPTS:
            return script(name, self._visit(request))
        owner = owner_of(first)
        if owner in ("", self._worker.name):
            return self._serve(request)
        return self._ask(owner, request, self._admit(request))

    def _at_the_door(self, request: Request, name: str) -> Response:
        """Answer what has to do with the unlock. Raises Refusal."""
        base = self._paths.base(request)
        if name:
            return self._unlock.carry_out(name, request, base)
        verdict = self._visit(request)
        why = "" if verdict.level is Level.CONSOLE else verdict.reason
        return self._unlock.page(200, request, base, why, error_in_query(request))

    def _admit(self, request: Request) -> Verdict:
        """Return what the sender of a request that is answered may have. Raises Refusal."""
        _, slash, command = self._paths.names(request)
        if slash:
            self._admit_command(request, command)
            return Verdict(Level.CONSOLE)
        verdict = self._visit(request)
        if verdict.can_unlock and (verdict.level is Level.NOTHING or self._paths.door(request)):
            raise Locked(verdict.reason)
        return verdict

    def _visit(self, request: Request) -> Verdict:
        """Return what the sender of a request for a page may have. Raises Refusal."""
        verdict = self._gate.judge(request)
        is_html = choose_form(request.value("accept")) == "html"
        if verdict.level is Level.NOTHING and not (verdict.can_unlock and is_html):
            raise refused(verdict.reason)
        if request.method not in ("GET", "HEAD"):
            raise Refusal(405, "pages are read by GET", ("GET", "HEAD"))
        return verdict

    def _serve(self, request: Request) -> Response:
        """Answer a request with what this process has."""
        verdict = self._admit(request)
        first, slash, command = self._paths.names(request)
        if slash:
            return self._command(request, first, command)
        if not first:
            return self._overview.page(request, self._consoles.endpoint(request))
        return self._kept_page(request, first, verdict)

    def _ask(self, owner: str, request: Request, verdict: Verdict) -> Response:
        """Have a request answered by the process that gave out the id in its path."""
        try:
            return self._worker.ask(owner, request)
        except NotServed:
            return self._missing(request, 404, _UNKNOWN)
        except Ended as ended:
            return self._past_page(request, verdict, 410, str(ended))
        except Unanswered as unanswered:
            return self._missing(request, 503, str(unanswered))
        except TooLongError:
            raise Refusal(431, "the head of this request is too long") from None

    def _missing(self, request: Request, status: int, sentence: str) -> Response:
        """Answer that what the path names is not to be had, in the form that was asked for."""
        if request.method == "POST":
            raise Refusal(status, sentence)
        return self._pages.notice(request, status, sentence)

    def _kept_page(self, request: Request, name: str, verdict: Verdict) -> Response:
        try:
            report = self._store.report(name.removesuffix(suffix_of(name)))
        except Unknown:
            return self._pages.notice(request, 404, _UNKNOWN)
        except Gone as gone:
            return self._past_page(request, verdict, 410, str(gone))
        return self._pages.of_kept(report, request, verdict)

    def _past_page(
        self, request: Request, verdict: Verdict, status: int, sentence: str
    ) -> Response:
        """Answer with what the history has of an error; else that it is not to be had, and why."""
        name, slash, _ = self._paths.names(request)
        report = None if slash else self._recent.report(name.removesuffix(suffix_of(name)))
        if report is None:
            return self._missing(request, status, sentence)
        return self._pages.of_kept(report, request, verdict)

    def _admit_command(self, request: Request, name: str) -> None:
        refusal = self._gate.refusal_of_head(request)  # the rest, which takes longer, comes last
        if refusal:
            raise refused(refusal)
        if name not in self._commands.names:
            raise Refusal(404, "there is no such command")
        if request.method != "POST":
            raise Refusal(405, "commands are sent by POST", ("POST",))
        refusal = self._gate.refusal_of_command(request)
        if refusal:
            was_let_in = self._paths.door(request) and not self._gate.session_of(request)
            raise refused(refusal, ENDED if was_let_in else "refused")

    def _command(self, request: Request, boot: str, name: str) -> Response:
        if boot != self._worker.boot:
            raise Refusal(410, RESTARTED)
        return self._commands.carry_out(name, request)
