"""Requests for our own paths: who may have what, and which process has it.

Does: admit, route, have another process answer, tell why something is not to be had.
Does not: carry out commands or make pages, which it asks others for.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from debugpage.capture.redaction.redactor import Redactor
from debugpage.commands import Commands
from debugpage.console.command import Refusal, refused
from debugpage.console.gate import Gate, Level, Verdict
from debugpage.console.store import Gone, Store, Unknown
from debugpage.exchange import Request, Response
from debugpage.healing import asked
from debugpage.healing.healer import NAMES
from debugpage.journal import Refusals
from debugpage.options import Options
from debugpage.overview import EVENTS, Overview
from debugpage.pages import Consoles, Pages
from debugpage.paths import Paths
from debugpage.recent import Recent
from debugpage.render.negotiate import choose_form, suffix_of
from debugpage.render.respond import refuse
from debugpage.scripts import NAME as SCRIPTS
from debugpage.scripts import script
from debugpage.unlock import ENDED, Locked, Unlock, error_in_query
from debugpage.unlock import NAME as UNLOCK
from debugpage.workers.message import TooLongError
from debugpage.workers.names import owner_of
from debugpage.workers.worker import RESTARTED, Ended, NotServed, Unanswered, Worker

if TYPE_CHECKING:
    from debugpage.healing.answer import Answer
    from debugpage.render.page import HtmlRenderer

_log = logging.getLogger("debugpage")
_UNKNOWN = "There is no error with this id here."
T = TypeVar("T")


class Parts(NamedTuple):
    """What a debugger has made for its app, and answers with.

    renderer: makes the HTML, and is loaded when needed. lock: closes all consoles of this process.
    """

    options: Options
    redactor: Redactor
    gate: Gate
    unlock: Unlock
    store: Store
    worker: Worker
    recent: Recent
    paths: Paths
    consoles: Consoles
    pages: Pages
    renderer: "Callable[[], HtmlRenderer]"
    lock: Callable[[], int]


class Reception:
    """Answers the requests for our own paths of one wrapped app. Its methods never raise."""

    def __init__(self, parts: Parts) -> None:
        self._gate = parts.gate
        self._unlock = parts.unlock
        self._store = parts.store
        self._worker = parts.worker
        self._recent = parts.recent
        self._paths = parts.paths
        self._consoles = parts.consoles
        self._pages = parts.pages
        self._refusals = Refusals()
        self._commands = Commands(
            parts.options,
            parts.store,
            parts.consoles.keyring,
            parts.redactor,
            parts.gate.bearer_of,
            parts.lock,
        )
        self._overview = Overview(
            parts.options, parts.recent, parts.gate, parts.paths, parts.renderer
        )

    def answer(self, request: Request) -> "Answer":
        """Answer a request, or have the process that can answer it."""
        return self._answered(self._route, request)

    def answer_passed_on(self, request: Request) -> Response:
        """Answer a request that reached another process. It is not passed on any further."""
        return self._answered(self._serve, request)

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

    def _route(self, request: Request) -> "Answer":
        if self._paths.lacks_slash(request):
            self._visit(request)
            return self._overview.redirect()
        first, slash, name = self._paths.names(request)
        if slash and name in NAMES:
            return asked.answer(self._gate, name, request)
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
