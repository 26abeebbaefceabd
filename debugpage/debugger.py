"""The sans-IO core: what is answered to an error, and to a request for one of our own paths.

Does: capture, keep, log, negotiate, render; gate.
Does not: read from or write to a connection, know WSGI or ASGI, or decide whether it is on.
"""

import logging
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from debugpage.capture.redact import Redactor
from debugpage.capture.request import describe_request
from debugpage.capture.take import Captured, take
from debugpage.commands import Commands
from debugpage.console.command import Refusal
from debugpage.console.gate import Gate, Level, Verdict, own_origin
from debugpage.console.store import Gone, Store, Unknown
from debugpage.console.tokens import Keyring
from debugpage.exchange import Request, Response
from debugpage.options import Options
from debugpage.render import render
from debugpage.render.negotiate import Form, choose_form, content_type
from debugpage.render.policy import fresh_nonce
from debugpage.render.respond import (
    NEGOTIATED,
    TEXT,
    Headers,
    last_resort,
    plain_text,
    refuse,
    respond,
    respond_json,
)
from debugpage.render.visible import visible
from debugpage.report import ConsoleAccess, Report, without_values
from debugpage.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.render.page import HtmlRenderer

_log = logging.getLogger("debugpage")
_SUFFIXES = (".json", ".md", ".txt", ".html")


class Debugger:
    """Everything debugpage knows of one wrapped app: its errors, their frames, who may see them.

    Its methods block, may be called from any thread, and never raise.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._redactor = Redactor(options.redact)
        self._gate = Gate(options)
        self._store = Store(options)
        self._keyring = Keyring()
        self._commands = Commands(options, self._store, self._keyring, self._redactor)

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
            request = _with_view(see(), around)
            verdict = self._gate.judge(request)
            report = self._record(error, request, verdict, around)
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not hide the app's error
            return self._told_plainly(error, fault, verdict)
        _log_error(report, verdict)
        try:
            return self._error_response(report, request, verdict)
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not hide the app's error
            return self._told_plainly(error, fault, verdict)

    def _told_plainly(self, error: BaseException, fault: Exception, verdict: Verdict) -> Response:
        """Log an error and a fault of ours beside it, and return the smallest page there is."""
        text = visible(self._redactor.text(plain_text(error)))
        fault.__context__ = None  # it is the error itself, which is told here with secrets masked
        _log.error("debugpage failed to show an error, which was:\n%s", text, exc_info=fault)
        return last_resort("" if verdict.level is Level.NOTHING else text)

    def on_request(self, request: Request) -> Response:
        """Answer a request for one of our own paths."""
        try:
            return self._route(request)
        except Refusal as refusal:
            _log_refusal(request, refusal)
            return refuse(refusal.status, refusal.sentence, refusal.allow)
        except Exception:  # noqa: BLE001 - logged; the server shall not fail for us
            _log.exception("debugpage failed to answer a request for its own path")
            return refuse(500, "debugpage itself failed; the server's terminal tells how")

    def _record(
        self, error: BaseException, request: Request, verdict: Verdict, around: Surroundings
    ) -> Report:
        redactor = self._redactor.fresh()
        info = describe_request(request, redactor)
        captured = take(error, self._options, info, redactor)
        address = self._base_address(request) + captured.report.id
        report = captured.report._replace(address=address, task=around.task)
        captured = captured._replace(report=report)
        self._keep(captured, error, verdict, around)
        return captured.report

    def _keep(
        self, captured: Captured, error: BaseException, verdict: Verdict, around: Surroundings
    ) -> None:
        if verdict.keeps:
            self._store.keep(captured.report, captured.frames, error, around.context, around.loop)
        else:
            self._store.keep_report(captured.report)

    def _base_address(self, request: Request) -> str:
        """Return the URL below which our pages are, as the developer can open it."""
        return f"{self._origin(request)}{self._base_path(request)}"

    def _base_path(self, request: Request) -> str:
        """Return the reserved path below the app's mount, which a request may have filled in."""
        return quote(request.root, errors="replace") + self._options.path

    def _origin(self, request: Request) -> str:
        if not self._gate.refusal_of_sender(request):
            return own_origin(request)
        host = request.peer.server_host or ""
        shown = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
        return f"{request.http.scheme}://{shown}:{request.peer.server_port or 80}"

    def _error_response(self, report: Report, request: Request, verdict: Verdict) -> Response:
        about = (
            ("X-Debugpage-Id", report.id),
            ("Link", f'<{self._base_path(request)}{report.id}>; rel="debugpage"'),
            *NEGOTIATED,
        )
        if verdict.level is Level.NOTHING:
            text = (
                f"Internal Server Error\n\nError {report.id}: the server's terminal tells more.\n"
            )
            return respond(500, TEXT, text, about)
        form = choose_form(request.http.headers.get("Accept"))
        return self._page(500, report, request, verdict, form, about)

    def _page(
        self,
        status: int,
        report: Report,
        request: Request,
        verdict: Verdict,
        form: Form,
        about: Headers,
    ) -> Response:
        shown = report if verdict.values else without_values(report)
        if form != "html":
            return respond(status, content_type(form), render(shown, form), about)
        nonce = fresh_nonce()
        access = self._access(report, request, verdict)
        text = self._renderer.render(
            shown, access, nonce=nonce, locked="" if access else self._locked(report, verdict)
        )
        return respond(status, content_type(form), text, about, nonce)

    def _access(self, report: Report, request: Request, verdict: Verdict) -> ConsoleAccess | None:
        if verdict.level is not Level.CONSOLE or not self._store.is_live(report.id):
            return None
        page, origin = self._keyring.new_page(), own_origin(request)
        tokens = {
            frame.id: self._keyring.issue(page, origin, report.id, frame.id)
            for problem in report.problems
            for frame in problem.frames
        }
        return ConsoleAccess(f"{self._base_path(request)}{self._keyring.boot}/", tokens)

    def _locked(self, report: Report, verdict: Verdict) -> str:
        if verdict.level is not Level.CONSOLE:
            return f"The consoles are locked: {verdict.reason}."
        try:
            self._store.console(report.id, report.problems[0].frames[-1].id)
        except (Gone, Unknown, IndexError) as gone:
            return f"The consoles are gone: {gone}"
        return ""

    def _route(self, request: Request) -> Response:
        refusal = self._gate.refusal_of_sender(request)
        if refusal:
            raise Refusal(403, "refused") from PermissionError(refusal)
        first, slash, command = request.path.removeprefix(self._options.path).partition("/")
        if slash:
            return self._command(request, first, command)
        if request.http.method not in ("GET", "HEAD"):
            raise Refusal(405, "pages are read by GET", ("GET", "HEAD"))
        return self._listing(request) if not first else self._kept_page(request, first)

    def _listing(self, request: Request) -> Response:
        self._readable(request)
        nonce = fresh_nonce()
        base = self._base_path(request)
        text = self._renderer.render_list(self._store.reports(), base=base, nonce=nonce)
        return respond(200, content_type("html"), text, (), nonce)

    def _kept_page(self, request: Request, name: str) -> Response:
        verdict = self._readable(request)
        suffix = next((one for one in _SUFFIXES if name.endswith(one)), "")
        form = choose_form(request.http.headers.get("Accept"), suffix)
        about = () if suffix else NEGOTIATED
        try:
            report = self._store.report(name.removesuffix(suffix))
        except Unknown:
            text = "There is no error with this id here."
            return self._notice(404, "No such error", text, form, about)
        except Gone as gone:
            return self._notice(410, "This error is gone", str(gone), form, about)
        return self._page(200, report, request, verdict, form, about)

    def _readable(self, request: Request) -> Verdict:
        verdict = self._gate.judge(request)
        if verdict.level is Level.NOTHING:
            raise Refusal(403, "refused") from PermissionError(verdict.reason)
        return verdict

    def _notice(self, status: int, title: str, text: str, form: Form, about: Headers) -> Response:
        if form == "json":
            return respond_json(status, {"error": text}, about)
        if form != "html":
            return respond(status, content_type(form), text + "\n", about)
        nonce = fresh_nonce()
        page = self._renderer.render_notice(title, text, nonce=nonce)
        return respond(status, content_type("html"), page, about, nonce)

    def _command(self, request: Request, boot: str, name: str) -> Response:
        if name not in self._commands.names:
            raise Refusal(404, "there is no such command")
        if request.http.method != "POST":
            raise Refusal(405, "commands are sent by POST", ("POST",))
        refusal = self._gate.refusal_of_command(request)
        if refusal:
            raise Refusal(403, "refused") from PermissionError(refusal)
        if boot != self._keyring.boot:
            raise Refusal(
                410, "the server was restarted since this page was made; its frames are gone"
            )
        return self._commands.carry_out(name, request)


def _with_view(request: Request, around: Surroundings) -> Request:
    """Return the request with the view's name and parameters, where its framework told them."""
    if not around.endpoint:
        return request
    return request._replace(endpoint=around.endpoint, path_parameters=around.parameters)


def _log_error(report: Report, verdict: Verdict) -> None:
    """Log an error with the address of its page, and why the page was held back, if it was."""
    asked = _one_line(report.request.method, report.request.path) if report.request else "The app"
    refused = f" (shown to nobody: {verdict.reason})" if verdict.level is Level.NOTHING else ""
    text = f"{asked} raised; see {report.address}{refused}\n{report.traceback}"
    _log.error("%s", visible(text.rstrip()))


def _log_refusal(request: Request, refusal: Refusal) -> None:
    asked, why = _one_line(request.http.method, request.path), refusal.__cause__ or refusal.sentence
    _log.warning("%s", visible(f"Refused {asked}: {why}"))


def _one_line(method: str, path: str) -> str:
    """Return what was asked so that no character of it can pretend to be a line of the log."""
    return f"{quote(method)} {quote(path[:200], errors='replace')}"
