"""Any request to our own paths: never a 500, and no code without host, origin, token and number."""

import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debugpage.wsgi import DebugMiddleware
from tests.apps import plain_wsgi
from tests.apps.actors import play_browser
from tests.consoles import CANARY, Console, open_console
from tests.pages import RESERVED
from tests.security.doors import private_folder
from tests.wire import HOST, PORT, Ask, Send, over_wsgi

ORIGIN = f"http://{HOST}:{PORT}"
SLOW = settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Attacked:
    """An app in process, one open console of it, and the count of what that has run."""

    def __init__(self, send: Send, folder: Path) -> None:
        self.send = send
        self.folder = folder
        self.console: Console = open_console(send(Ask("/boom")), ORIGIN)

    def count(self) -> int:
        counter = self.folder / "canary"
        return counter.stat().st_size if counter.exists() else 0

    def runs(self) -> None:
        """Assert that the good request still is one."""
        before = self.count()
        assert self.send(self.console.ask()).status == 200
        assert self.count() == before + 1


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("fuzz")
    with pytest.MonkeyPatch.context() as patch, private_folder() as private:
        patch.setenv("CANARY", str(folder))
        patch.setenv("XDG_RUNTIME_DIR", str(private.parent))
        app = DebugMiddleware(plain_wsgi.bare, enabled=True, identify=play_browser)
        attacked = Attacked(over_wsgi(app), folder)
        attacked.runs()
        yield attacked
        attacked.runs()


# Header fields as servers hand them on: visible characters of Latin-1, space and tab inside.
words = st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "S")), max_size=30)
hosts = st.one_of(
    words, st.sampled_from(["evil.example", "localhost:1", "127.0.0.2:8000", "[::1", ""])
)
origins = st.one_of(words, st.sampled_from(["null", "https://evil.example", ORIGIN + "/"]))
texts = st.one_of(words, st.text(max_size=40))
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)


def wrong(good: str, strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return what is not the good value, and at times nearly is."""
    near = st.sampled_from([good[:-1], good + "0", good.swapcase(), good[::-1], " " + good, ""])
    return st.one_of(strategy, near).filter(lambda value: value.strip() != good)


@SLOW
@given(st.data())
def test_no_code_runs_without_all_of_it(attacked: Attacked, data: st.DataObject) -> None:
    console, broken = (
        attacked.console,
        data.draw(
            st.sets(st.sampled_from(["host", "origin", "token", "number", "site"]), min_size=1)
        ),
    )
    fields = json.loads(console.ask().body)
    headers = dict(console.ask().headers)
    if "host" in broken:
        headers["Host"] = data.draw(wrong(f"{HOST}:{PORT}", hosts))
    if "origin" in broken:
        headers["Origin"] = data.draw(wrong(ORIGIN, origins))
    if "token" in broken:
        headers["X-Debugpage-Token"] = data.draw(wrong(console.token, words))
    if "site" in broken:
        headers["Sec-Fetch-Site"] = data.draw(wrong("same-origin", words))
    if "number" in broken:
        back = data.draw(st.one_of(st.integers(min_value=0), st.floats(), texts))
        attacked.runs()  # so that this number is taken, and so is every one before it
        fields["seq"] = fields["seq"] - back if type(back) is int else back
    before = attacked.count()
    ask = console.ask()._replace(headers=tuple(headers.items()), body=json.dumps(fields).encode())
    answer = attacked.send(ask)
    assert answer.status in (400, 403, 409)
    assert attacked.count() == before


PATHS = st.one_of(
    st.sampled_from(["", "unlock", "unlock/ask", "unlock/code", "unlock/key", "unlock/look"]),
    st.sampled_from(["x/lock", "x/eval", "0" * 32 + "/", "0" * 32 + "/unlock", "x/events"]),
    st.sampled_from(["x/again", "x/values", "x/complete", "x/interrupt", "x/progress", "x/store"]),
    st.text(string.ascii_letters + string.digits + "/.-_~%", max_size=80),
)


@SLOW
@given(
    path=PATHS,
    boot=st.booleans(),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]),
    body=st.one_of(values.map(json.dumps).map(str.encode), st.binary(max_size=200)),
    token=words,
    cookie=words,
    accept=st.sampled_from(["text/html", "application/json", "*/*", "text/plain", ";;,", "é"]),
)
def test_no_request_of_our_own_page_fails_us(
    attacked: Attacked,
    path: str,
    boot: bool,
    method: str,
    body: bytes,
    token: str,
    cookie: str,
    accept: str,
) -> None:
    """All gates are passed, so that what lies behind them is reached."""
    before = attacked.count()
    if boot:
        path = path.replace("x/", attacked.console.endpoint.removeprefix(RESERVED), 1)
    headers = {**dict(attacked.console.ask().headers), "X-Debugpage-Token": token}
    headers |= {"Accept": accept, "Cookie": f"debugpage-{cookie}={cookie}"}
    if method == "GET":
        headers |= {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    answer = attacked.send(Ask(RESERVED + path, method, tuple(headers.items()), body))
    assert answer.error is None
    assert answer.status < 500
    assert attacked.count() == before


@SLOW
@given(
    fields=st.dictionaries(st.sampled_from(["tb", "frame", "seq", "code", "path", "run"]), values)
)
def test_no_fields_of_a_command_fail_us(attacked: Attacked, fields: dict[str, Any]) -> None:
    before = attacked.count()
    for name in ("eval", "values", "complete", "interrupt", "progress", "store"):
        console, good = attacked.console, json.loads(attacked.console.ask().body)
        body = json.dumps({**good, "path": ["x"], "before": "", "run": 1, **fields}).encode()
        answer = attacked.send(console.post(body)._replace(path=console.endpoint + name))
        assert answer.status < 500, answer.text
    if fields.get("code", CANARY) != CANARY or not {"tb", "frame", "seq"}.isdisjoint(fields):
        assert attacked.count() == before
