"""The console of a frame, as the page's own script reaches it: the good request of all tests."""

import itertools
import json
from html.parser import HTMLParser
from typing import Any, NamedTuple

from tests.wire import Answer, Ask, Send

CANARY = "canary()"
"""Code that counts its own evaluation; every frame of `tests.apps.failures.boom` knows it."""

_seq = itertools.count(1)


class _DataBlocks(HTMLParser):
    """Collects the JSON of a page; far quicker than a tree of all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = tag == "script" and ("type", "application/json") in attrs

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found.append(json.loads(data))
            self._is_inside = False


def _data_blocks(page: Answer) -> list[dict[str, Any]]:
    parser = _DataBlocks()
    parser.feed(page.text)
    parser.close()
    return parser.found


def facts(page: Answer) -> dict[str, Any]:
    """Return the facts that the page holds for its scripts."""
    (found,) = _data_blocks(page)
    return found


def tokens(page: Answer) -> dict[str, str]:
    """Return the tokens that the page holds, by frame id; none if it holds no facts at all."""
    blocks = _data_blocks(page) if page.media_type == "text/html" else []
    tokens: dict[str, str] = blocks[0]["tokens"] if blocks else {}
    return tokens


def script_headers(origin: str) -> tuple[tuple[str, str], ...]:
    """Return the headers with which a script of a page of `origin` posts JSON to its own server."""
    return (
        ("Accept", "*/*"),
        ("Content-Type", "application/json"),
        ("Origin", origin),
        ("Sec-Fetch-Dest", "empty"),
        ("Sec-Fetch-Mode", "cors"),
        ("Sec-Fetch-Site", "same-origin"),
    )


class Console(NamedTuple):
    """What a page knows about the console of one frame, and the origin it came from."""

    origin: str
    endpoint: str
    traceback: str
    frame: str
    token: str

    def ask(self, code: object = CANARY, **changes: object) -> Ask:
        """Return the request that evaluates `code`; `changes` are to the fields of its body."""
        return self.command("eval", **{"code": code, **changes})

    def command(self, name: str, /, **fields: object) -> Ask:
        """Return the request that gives a command of that name."""
        known = {"tb": self.traceback, "frame": self.frame, "seq": next(_seq)}
        ask = self.post(json.dumps({**known, **fields}).encode())
        return ask._replace(path=self.endpoint + name)

    def post(self, body: bytes) -> Ask:
        """Return a request with `body`, in all else as the page's script would send it."""
        headers = (*script_headers(self.origin), ("X-Debugpage-Token", self.token))
        return Ask(self.endpoint + "eval", "POST", headers, body)


def open_console(page: Answer, origin: str, frame: str | None = None) -> Console:
    """Return the console of `frame` on `page`; by default of the frame that stands open."""
    known = facts(page)
    frame = known["open"] if frame is None else frame
    assert known["tokens"], "the page holds no token"
    return Console(origin, known["endpoint"], known["id"], frame, known["tokens"][frame])


def with_header(ask: Ask, name: str, *values: str) -> Ask:
    """Return the request with the header `name` sent once for each of `values`, so maybe never."""
    kept = tuple(field for field in ask.headers if field[0].lower() != name.lower())
    return ask._replace(headers=kept + tuple((name, value) for value in values))


def evaluate(send: Send, console: Console, code: str) -> dict[str, Any]:
    """Run `code` and return the answer of its end, with all output, as the page's script does."""
    answer: dict[str, Any] = send(console.ask(code)).json()
    output = list(answer["output"])
    while answer.get("state") == "running":
        fields = {"run": answer["run"], "position": answer["position"]}
        answer = send(console.command("progress", **fields)).json()
        output += answer["output"]
    return {**answer, "output": output}
