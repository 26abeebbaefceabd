"""An app that cannot be loaded, started or kept alive is a page that says why, until it can."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.reloading import Development, asgi, developing

WAYS = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"reload-broken-{name}"))
    for name in ("fork", "spare")
]

START_UP_FAILS = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        try:
            raise ConnectionError("no database")
        except ConnectionError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
"""

BROKEN = {
    "a syntax error": ("def app(:\n    pass", "SyntaxError"),
    "a missing module": ("import there_is_no_such_module", "ModuleNotFoundError"),
    "a missing name": ("from os import there_is_no_such_name", "ImportError"),
    "a missing variable": ("import os\nos.environ['NO_SUCH_SETTING']", "NO_SUCH_SETTING"),
    "a start-up that fails": (START_UP_FAILS, "no database"),
    "an exit": ("import sys\nsys.exit('not today')", "not today"),
    "no app": ("apple = 1", "There is none of app, application"),
    "an app of another kind": ("app = 3", "There is none of app, application"),
}


@pytest.fixture(scope="module", params=WAYS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Development]:
    folder = tmp_path_factory.mktemp("project")
    with developing(folder, "--reload-by", request.param, app=asgi("'first'")) as server:
        server.wait_for("first")
        yield server


@pytest.mark.parametrize("kind", BROKEN)
def test_why_an_app_is_not_there_is_shown_until_it_is(server: Development, kind: str) -> None:
    source, shown = BROKEN[kind]
    server.write(source)
    server.wait_for_error(shown)
    server.write(asgi(f"'mended: {kind}'"))
    server.wait_for(f"mended: {kind}")


def test_an_error_in_a_module_that_is_not_loaded_yet_is_mended_there(server: Development) -> None:
    server.write("VALUE = ", "later.py")
    server.write(asgi("later.VALUE", "import later"))
    server.wait_for_error("SyntaxError")
    server.write("VALUE = 'mended later'", "later.py")
    server.wait_for("mended later")


CRASH = """
import os, sys
def crash():
    print("the last words", file=sys.stderr, flush=True)
    {how}
"""
CRASHES = {
    "a signal": ("os.kill(os.getpid(), 11)", "was ended by SIGSEGV"),
    "an exit code": ("os._exit(7)", "ended with exit code 7"),
}


@pytest.mark.parametrize("kind", CRASHES)
def test_a_crash_is_told_with_the_last_lines_of_the_process(server: Development, kind: str) -> None:
    how, shown = CRASHES[kind]
    server.write(
        asgi("lambda: (crash if ARMED else str)()", f"ARMED = False{CRASH.format(how=how)}")
    )
    server.wait_for("")
    server.write(asgi("crash", CRASH.format(how=how)))
    page = server.wait_until(lambda answer: "the last words" in answer.text)
    assert page.status == 500
    assert shown in page.text
    server.write(asgi(f"'after {kind}'"))
    server.wait_for(f"after {kind}")


def test_a_process_killed_by_somebody_is_told_too(server: Development) -> None:
    server.write(asgi("os.getpid()", "import os"))
    pid = int(server.wait_until(lambda answer: answer.text.isdigit()).text)
    os.kill(pid, signal.SIGKILL)
    server.wait_for_error("was ended by SIGKILL")
    server.write(asgi("'mended'"))
    server.wait_for("mended")
