"""Views that fail with every value that has ever broken an error page, for Flask and Starlette.

Each function below `BAD` is a view of its own in both apps, `/<its name>`. What is large is made
when the module is loaded, so that a request costs what debugpage makes of it.
"""

import sys
import tempfile
from collections import UserList
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import flask
import numpy
import pandas
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from werkzeug.local import LocalProxy

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware
from tests import hostile
from tests.apps.actors import play_browser
from tests.apps.django_shop import Order, connections_opened, query

View = Callable[[], object]

BAD: dict[str, View] = {}

INTEGERS = list(range(2_000_000))
USER_LIST = UserList(INTEGERS)
ARRAY = numpy.arange(10_000_000)
TABLE = pandas.DataFrame({"price": numpy.arange(1_000_000), "name": "x"})
LONG_MESSAGE = "m" * 50_000_000
FOLDER = Path(tempfile.mkdtemp(prefix="bad-values-"))
NUMBERS = iter(range(1_000))
SQUARES = (number * number for number in range(1_000))
MUTABLE = hostile.MutatingRepr()

sys.setrecursionlimit(12_000)


def bad(view: View) -> View:
    BAD[view.__name__] = view
    return view


class BadError(Exception):
    """What most of the views raise."""


def fail_with(value: object) -> NoReturn:
    raise BadError("the original error")


def holding(name: str, make: Callable[[], object]) -> None:
    """Add a view that fails while a local holds what `make` returns."""

    def view() -> NoReturn:
        value = make()
        fail_with(value)

    BAD[name] = view


holding("repr_raises", hostile.RaisingRepr)
holding("repr_exits", hostile.ExitingRepr)
holding("repr_interrupts", hostile.InterruptingRepr)
holding("repr_sleeps_5_seconds", hostile.SleepingRepr)
holding("repr_sleeps_for_ever", hostile.SleepingForEverRepr)
holding("repr_spins_for_ever", hostile.HangingRepr)
holding("repr_of_5_megabytes", hostile.EndlessRepr)
holding("repr_is_no_text", hostile.NonStringRepr)
holding("repr_is_a_hostile_text", hostile.HostileTextRepr)
holding("repr_changes_its_object", lambda: MUTABLE)
holding("repr_empties_its_list", hostile.emptied_by_its_item)
holding("repr_deletes_its_attributes", hostile.DeletingRepr)
holding("hostile_text", lambda: hostile.HostileText("<b>hostile</b>"))
holding("list_of_2_million", lambda: INTEGERS)
holding("namespace_of_2_million", lambda: SimpleNamespace(items=INTEGERS))
holding("partial_of_2_million", lambda: partial(max, INTEGERS))
holding("user_list_of_2_million", lambda: USER_LIST)
holding("array_of_10_million", lambda: ARRAY)
holding("table_of_a_million_rows", lambda: TABLE)
holding("list_100_000_deep", hostile.deep_list)
holding("contains_itself", hostile.contains_itself)
holding("getattr_raises", hostile.RaisingAttributes)
holding("getattr_lies", hostile.AnyAttribute)
holding("class_lies", hostile.LyingClass)
holding("eq_and_hash_raise", hostile.Uncomparable)
holding("key_whose_hash_raises", hostile.dict_with_a_key_gone_bad)
holding("len_lies", lambda: hostile.LyingList([1, 2, 3]))
holding("items_lie", lambda: hostile.LyingDict(a=1))
holding("metaclass_raises", lambda: hostile.HostileClass())
holding("proxy_of_flask", lambda: flask.request)
holding("proxy_of_nothing", lambda: LocalProxy(lambda: dict[str, str]()["nothing"]))
holding("iterators", lambda: [NUMBERS, SQUARES])
holding("query_not_executed", lambda: Order.objects.filter(price__gt=3))
holding("hanging_ones_everywhere", lambda: [hostile.SleepingForEverRepr() for _ in range(50)])


@bad
def locals_500() -> NoReturn:
    names = {f"name_{number}": [number] * 100 for number in range(500)}
    parameters = ", ".join(names)
    namespace: dict[str, Any] = {"fail_with": fail_with}
    exec(f"def many({parameters}):\n    fail_with(1)\n", namespace)
    namespace["many"](**names)
    raise AssertionError


@bad
def message_of_50_megabytes() -> NoReturn:
    raise BadError(LONG_MESSAGE)


@bad
def str_raises() -> NoReturn:
    raise hostile.FailingStr("the original error")


@bad
def str_exits() -> NoReturn:
    raise hostile.ExitingStr("the original error")


@bad
def str_hangs() -> NoReturn:
    raise hostile.HangingStr("the original error")


@bad
def notes_are_no_list() -> NoReturn:
    error = BadError("the original error")
    error.__notes__ = 42  # type: ignore[assignment]  # that is the point
    raise error


@bad
def notes_are_no_texts() -> NoReturn:
    error = BadError("the original error")
    error.__notes__ = [None, hostile.RaisingRepr(), b"bytes"]  # type: ignore[list-item]  # as above
    raise error


@bad
def cycle_of_causes() -> NoReturn:
    first, second = BadError("the original error"), BadError("the other one")
    first.__cause__, second.__cause__ = second, first
    raise first


@bad
def cycle_of_contexts() -> NoReturn:
    first, second = BadError("the original error"), BadError("the other one")
    first.__context__, second.__context__ = second, first
    raise first


@bad
def chain_of_1500() -> NoReturn:
    error = BadError("the root")
    for number in range(1_500):
        outer = BadError(f"number {number}")
        outer.__cause__ = error
        error = outer
    raise BadError("the original error") from error


def dive(levels: int) -> int:
    if levels:
        return dive(levels - 1) + 1
    fail_with(levels)


@bad
def stack_of_5000_frames() -> object:
    return dive(5_000)


@bad
def recursion_error() -> object:
    return recursion_error()


@bad
def group_of_1000() -> NoReturn:
    raise ExceptionGroup("the original error", [caught(number) for number in range(1_000)])


@bad
def nested_groups() -> NoReturn:
    error: Exception = caught(0)
    for number in range(300):
        error = ExceptionGroup(f"level {number}", [error, caught(number)])
    raise ExceptionGroup("the original error", [error])


def caught(number: int) -> BadError:
    try:
        raise BadError(f"member {number}")
    except BadError as error:
        return error


@bad
def lone_surrogates() -> NoReturn:
    value = {"key \ud800": "value \udfff"}
    code = compile("raise error", "/nowhere/\ud800.py", "exec")
    exec(code, {"error": BadError(f"the original error \ud800 {len(value)}"), "\ud800": value})
    raise AssertionError


@bad
def hidden_characters() -> NoReturn:
    value = "nul \x00 esc \x1b[2J bidi \u202e zero \u200b"
    raise BadError(f"the original error {value}")


@bad
def names_with_html() -> NoReturn:
    kind = type("<script>alert(1)</script>", (Exception,), {"__module__": "</title>"})
    code = compile("def f():\n raise kind('the original error <img src=x>')\nf()", "<b>.py", "exec")
    code = code.replace(co_qualname="<script>", co_name="</script>")
    exec(code, {"kind": kind, "__name__": "<u>", "<i>": "<!--"})
    raise AssertionError


@bad
def impossible_file_name() -> NoReturn:
    exec(compile("raise error", "x" * 10_000, "exec"), {"error": BadError("the original error")})
    raise AssertionError


@bad
def file_of_30_000_lines() -> object:
    return written("long.py", "value = 1\n" * 29_990 + "raise error\n" + "value = 2\n" * 10)


@bad
def file_of_one_line_of_2_megabytes() -> object:
    return written("minified.py", "value=1;" * 150_000 + "raise error;" + "value=2;" * 100_000)


def written(name: str, text: str) -> object:
    path = FOLDER / name
    if not path.exists():
        path.write_text(text)
        COMPILED[name] = compile(text, str(path), "exec")
    exec(COMPILED[name], {"error": BadError("the original error")})
    raise AssertionError


COMPILED: dict[str, Any] = {}


@bad
def memory_error() -> object:
    value = "the original error"
    return value, bytearray(2**62)


HARMLESS: dict[str, Callable[[], object]] = {
    "ok": lambda: "ok",
    "next": lambda: [next(NUMBERS), next(SQUARES)],
    "changes": lambda: MUTABLE.changes,
    "connections": connections_opened,
    "query": query,
}
"""What the tests ask about afterwards."""


def warm_up() -> None:
    """Compile the long files before anyone measures."""
    for name in ("file_of_30_000_lines", "file_of_one_line_of_2_megabytes"):
        try:
            BAD[name]()
        except BadError:
            continue


warm_up()


def flask_view(view: View) -> Callable[[], str]:
    return lambda: str(view())


def starlette_view(view: View) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        return PlainTextResponse(str(view()))

    return answer


def views() -> Iterator[tuple[str, View]]:
    yield from {**BAD, **HARMLESS}.items()


flask_app = flask.Flask(__name__)
for name, view in views():
    flask_app.add_url_rule(f"/{name}", name, flask_view(view))

wsgi = WsgiMiddleware(flask_app.wsgi_app, identify=play_browser)
asgi = AsgiMiddleware(
    Starlette(routes=[Route(f"/{name}", starlette_view(v)) for name, v in views()]),
    identify=play_browser,
)
