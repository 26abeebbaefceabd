"""The pages of errors as responses: in the form that is asked for, with what a reader may have."""

from typing import TYPE_CHECKING

from debugpage.console.gate import Gate, Level, Verdict
from debugpage.console.store import Gone, Store, Unknown
from debugpage.console.tokens import Keyring
from debugpage.exchange import Request, Response
from debugpage.healing.healer import Healer
from debugpage.options import Options
from debugpage.paths import Paths
from debugpage.render import render
from debugpage.render.negotiate import Form, choose_form, content_type, suffix_of
from debugpage.render.policy import fresh_nonce
from debugpage.render.respond import NEGOTIATED, TEXT, Headers, respond, respond_json
from debugpage.report import ConsoleAccess, Report, without_values
from debugpage.scripts import NAME as SCRIPTS
from debugpage.workers.names import owner_of
from debugpage.workers.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.render.page import HtmlRenderer
    from debugpage.unlock import Unlock

ALL_VALUES = "values=all"
"""The query of a page that has the values of all frames, for browsers that run no scripts."""
_TITLES = {404: "No such error", 410: "This error is gone", 503: "This error cannot be shown now"}


class Consoles:
    """What a page needs to reach the consoles of its frames, for those who may.

    store: where they are. gate: tells for whom a token is. paths, worker: where commands are sent.
    """

    def __init__(
        self, options: Options, store: Store, gate: Gate, paths: Paths, worker: Worker
    ) -> None:
        self.keyring = Keyring()
        self._options = options
        self._store = store
        self._gate = gate
        self._paths = paths
        self._worker = worker

    def endpoint(self, request: Request) -> str:
        """Return the path below which the commands of a page are sent."""
        return f"{self._paths.inner(request)}{self._worker.boot}/"

    def access(self, report: Report, request: Request, verdict: Verdict) -> ConsoleAccess | None:
        """Return what opens the consoles of a report; None where they stay closed."""
        if verdict.level is not Level.CONSOLE or not self._store.is_live(report.id):
            return None
        page, bearer = self.keyring.new_page(), self._gate.bearer_of(request)
        frames = (frame.id for problem in report.problems for frame in problem.frames)
        tokens = self.keyring.issue(page, bearer, report.id, frames)
        whole = f"{self._paths.inner(request)}{report.id}?{ALL_VALUES}"
        return ConsoleAccess(self.endpoint(request), tokens, self._options.folder, whole)

    def completed(self, report: Report) -> Report:
        """Return a report with the values that it leaves out, as long as its frames are live."""
        try:
            return self._store.remainder(report.id).completed(report)
        except (Gone, Unknown):
            return report

    def why_closed(self, report: Report, verdict: Verdict) -> str:
        """Return a sentence that says why the consoles of a report stay closed."""
        owner = owner_of(report.id)
        if owner != self._worker.name:  # whoever is there yet makes the page itself
            return f"The consoles are gone: {self._worker.end_of(owner)}"
        if verdict.level is not Level.CONSOLE:
            return f"The consoles are locked: {verdict.reason}."
        try:
            self._store.console(report.id, report.problems[0].frames[-1].id)
        except (Gone, Unknown, IndexError) as gone:
            return f"The consoles are gone: {gone}"
        return ""


class Pages:
    """Makes the pages of one wrapped app.

    unlock: lets browsers in. renderer: makes the HTML. Both are loaded when they are needed.
    """

    def __init__(
        self,
        paths: Paths,
        consoles: Consoles,
        healer: Healer,
        unlock: "Callable[[], Unlock]",
        renderer: "Callable[[], HtmlRenderer]",
    ) -> None:
        self._paths = paths
        self._consoles = consoles
        self._healer = healer
        self._unlock = unlock
        self._renderer = renderer

    def of_error(self, report: Report, request: Request, verdict: Verdict) -> Response:
        """Return the response to the request that failed, status 500."""
        about = (
            ("X-Debugpage-Id", report.id),
            ("Link", f'<{self._paths.base(request)}{report.id}>; rel="debugpage"'),
            *NEGOTIATED,
        )
        form = choose_form(request.value("accept"))
        if verdict.level is Level.NOTHING and verdict.can_unlock and form == "html":
            base = self._paths.base(request)
            return self._unlock().page(500, request, base, verdict.reason, report.id, about)
        if verdict.level is Level.NOTHING:
            text = (
                f"Internal Server Error\n\nError {report.id}: the server's terminal tells more.\n"
            )
            return respond(500, TEXT, text, about)
        return self._page(500, report, request, verdict, form, about)

    def of_kept(self, report: Report, request: Request, verdict: Verdict) -> Response:
        """Return the page of an error that is asked for again."""
        form, about = _form(request)
        is_whole = verdict.values and ALL_VALUES in _query(request)
        whole = self._consoles.completed(report) if is_whole else report
        return self._page(200, whole, request, verdict, form, about)

    def notice(self, request: Request, status: int, text: str) -> Response:
        """Return a page that says one thing, in the form that was asked for."""
        form, about = _form(request)
        if form == "json":
            return respond_json(status, {"error": text}, about)
        if form != "html":
            return respond(status, content_type(form), text + "\n", about)
        nonce = fresh_nonce()
        page = self._renderer().render_notice(_TITLES[status], text, nonce=nonce)
        return respond(status, content_type("html"), page, about, nonce)

    def _page(
        self,
        status: int,
        report: Report,
        request: Request,
        verdict: Verdict,
        form: Form,
        about: Headers,
    ) -> Response:
        access = self._consoles.access(report, request, verdict) if form == "html" else None
        shown = self._shown(report, verdict, form, access)
        if form != "html":
            return respond(status, content_type(form), render(shown, form), about)
        nonce = fresh_nonce()
        locked = "" if access else self._consoles.why_closed(report, verdict)
        unlock = self._paths.base(request) if verdict.can_unlock else ""
        if unlock:
            self._unlock().offer(request, unlock, report.id)
        endpoint = self._consoles.endpoint(request)
        healing = self._healer.offer(report, request, verdict, endpoint, status)
        page = self._renderer().encoded(
            shown,
            access,
            nonce=nonce,
            locked=locked,
            unlock=unlock,
            healing=healing,
            served=f"{self._paths.inner(request)}{SCRIPTS}/",
        )
        return respond(status, content_type(form), page, about, nonce)

    def _shown(
        self, report: Report, verdict: Verdict, form: Form, access: ConsoleAccess | None
    ) -> Report:
        """Return what a reader may have of a report: all values, where none can be loaded later.

        Markdown and text tell none of those that are left out.
        """
        if not verdict.values:
            return without_values(report)
        if form == "json" or (form == "html" and access is None):
            return self._consoles.completed(report)
        return report


def _form(request: Request) -> tuple[Form, Headers]:
    """Return the form in which a page is wanted, and the headers that say what chose it."""
    suffix = suffix_of(request.path)
    form = choose_form(request.value("accept"), suffix)
    return form, () if suffix else NEGOTIATED


def _query(request: Request) -> list[str]:
    return request.query.decode("latin-1").split("&")
