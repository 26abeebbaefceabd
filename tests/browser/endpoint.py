"""A server that the tests play: it answers a page's commands with what is laid ready."""

import json
from collections import defaultdict
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from debugpage.render import HtmlRenderer, bundle
from debugpage.render.policy import content_security_policy
from debugpage.report import ConsoleAccess
from tests import reports

ADDRESS = "http://127.0.0.1:5000/checkout"
ENDPOINT = "http://127.0.0.1:5000/__debugpage__/boot/"
SCRIPTS = "/__debugpage__/scripts/"
SCRIPT = f"http://127.0.0.1:5000{SCRIPTS}{bundle.served().name}"
PROGRESS: dict[str, Any] = {
    "run": 1,
    "state": "ended",
    "position": 0,
    "output": [],
    "omitted": 0,
    "value": None,
    "error": None,
    "incomplete": False,
}
NO_MATCHES: dict[str, Any] = {
    "replaces": "",
    "matches": [],
    "omitted": 0,
    "signature": "",
    "doc": "",
}


def answer_script(route: Route) -> None:
    """Answer a page that loads its script."""
    route.fulfill(content_type="text/javascript", body=bundle.served().text)


class Endpoint:
    """Answers the page's commands with what the test has laid ready, and keeps what was asked.

    `asked` holds what was evaluated, `others` what else was asked, by the command's name.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[Any] = []
        self.others: defaultdict[str, list[Any]] = defaultdict(list)
        self.tokens: list[str | None] = []
        self.bodies: list[str] = []
        self.answers: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        self.held: list[tuple[str, Route]] | None = None
        page.route("**/*", self.answer)
        page.goto(ADDRESS)

    def will(self, *answers: dict[str, Any]) -> None:
        """Lay answers to the next evaluations ready."""
        self.lay("eval", *(PROGRESS | answer for answer in answers))

    def lay(self, name: str, *answers: dict[str, Any]) -> None:
        """Lay answers to the next commands of a name ready."""
        self.answers[name] += [(200, json.dumps(answer)) for answer in answers]

    def complete(self, *answers: dict[str, Any]) -> None:
        """Lay answers to questions for completions ready; the last is given again and again."""
        self.lay("complete", *(NO_MATCHES | answer for answer in answers))

    def hold(self) -> None:
        """Answer no command until `release` is called."""
        self.held = []

    def answer_next(self, name: str = "") -> None:
        """Answer the command that is held for longest, of those of a name if one is given."""
        held = self.held or []
        index = next(at for at, (other, _) in enumerate(held) if name in ("", other))
        self._reply(*held.pop(index))

    def release(self) -> None:
        """Answer all commands that are held, in their order, and all that come after them."""
        held, self.held = self.held or [], None
        for name, route in held:
            self._reply(name, route)

    def answer(self, route: Route) -> None:
        """Answer a request of the page."""
        if route.request.url == SCRIPT:
            answer_script(route)
            return
        if route.request.method == "GET":
            access = ConsoleAccess("/__debugpage__/boot/", {"f9": "key-9", "f8": "key-8"})
            html = HtmlRenderer().render(reports.plain(), access, nonce="n", served=SCRIPTS)
            policy = {"Content-Security-Policy": content_security_policy("n")}
            route.fulfill(content_type="text/html; charset=utf-8", headers=policy, body=html)
            return
        assert route.request.url.startswith(ENDPOINT)
        assert route.request.headers["content-type"] == "application/json"
        name = route.request.url.removeprefix(ENDPOINT)
        self._keep(name, route)
        if self.held is None:
            self._reply(name, route)
        else:
            self.held.append((name, route))

    def _keep(self, name: str, route: Route) -> None:
        body = route.request.post_data_json
        if name == "eval":
            self.asked.append(body)
            self.bodies.append(route.request.post_data or "")
            self.tokens.append(route.request.headers.get("x-debugpage-token"))
        else:
            self.others[name].append(body)

    def _reply(self, name: str, route: Route) -> None:
        ready = self.answers[name]
        if name == "complete" and len(ready) < 2:
            status, body = ready[0] if ready else (200, json.dumps(NO_MATCHES))
        else:
            status, body = ready.pop(0)
        if status:
            route.fulfill(status=status, content_type="application/json", body=body)
        else:
            route.abort("connectionrefused")

    def frame(self, label: str = "rate_for, shop/tax.py:10") -> Locator:
        """The region of a frame."""
        return self.page.get_by_role("region", name=label)

    @property
    def box(self) -> Locator:
        """The box of the frame that stands open."""
        return self.frame().get_by_role("textbox", name="Console", exact=True)

    @property
    def log(self) -> Locator:
        """The output of the frame that stands open."""
        return self.frame().get_by_role("log", name="Console output")

    @property
    def search(self) -> Locator:
        """The box of the search through the history."""
        return self.frame().get_by_role("textbox", name="Search history")

    @property
    def stop(self) -> Locator:
        """The button that stops what runs."""
        return self.frame().get_by_role("button", name="Stop")

    @property
    def options(self) -> Locator:
        """The completions that are offered."""
        return self.frame().get_by_role("option")

    def type(self, code: str) -> None:
        """Put `code` into the box and send it."""
        self.box.fill(code)
        self.box.press("Enter")

    def codes(self) -> list[str]:
        """The code of every evaluation asked for."""
        return [ask["code"] for ask in self.asked]

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        expect(self.page.locator("[aria-busy]")).to_have_count(0)
