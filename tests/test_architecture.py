"""The rules that the code's shape keeps: layers, sizes, plain assets, and a light happy path."""

import ast
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

import debugpage

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "debugpage").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
STYLES = sorted((ROOT / "static").rglob("*.css"))

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 40

# The one place where text enters the page unescaped: our own files, inlined.
INLINED = re.compile(r"""<(script|style)[^>]*>\s*\{\{[^}]*\|\s*safe\s*\}\}\s*</\1>""")


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_imports_point_down() -> None:
    command = Path(sysconfig.get_path("scripts"), "lint-imports")
    if not command.exists():
        pytest.skip("import-linter is not installed in this environment; make check runs it")
    result = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", named(MODULES + TESTS + SCRIPTS + STYLES))
def test_files_can_be_read_in_one_sitting(name: str) -> None:
    assert len((ROOT / name).read_text().splitlines()) <= MOST_LINES_OF_A_FILE


@pytest.mark.parametrize("name", named(MODULES))
def test_functions_fit_on_a_screen(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text())
    long = {
        function.name: length
        for function in functions(tree)
        if (length := length_of(function)) > MOST_LINES_OF_A_FUNCTION
    }
    assert not long


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the number of lines of `function` without its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        lines -= (docstring.end_lineno or 0) - docstring.lineno + 1
    return lines


@pytest.mark.parametrize("name", named(MODULES))
def test_modules_say_what_they_are_about(name: str) -> None:
    assert ast.get_docstring(ast.parse((ROOT / name).read_text()))


@pytest.mark.parametrize("name", named(TEMPLATES + SCRIPTS))
def test_nothing_is_parsed_as_markup_in_the_browser(name: str) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.findall(forbidden, (ROOT / name).read_text())


@pytest.mark.parametrize("name", named(TEMPLATES))
def test_templates_hold_no_inline_handler_or_style(name: str) -> None:
    assert not re.findall(r"""\s(on[a-z]+|style)\s*=\s*["'{]""", (ROOT / name).read_text())


@pytest.mark.parametrize("name", named(TEMPLATES))
def test_only_our_own_files_are_marked_safe(name: str) -> None:
    text = INLINED.sub("", (ROOT / name).read_text())
    assert not re.findall(r"\|\s*safe\b|autoescape\s+false", text)


def test_the_readme_lists_exactly_the_public_names() -> None:
    section = (ROOT / "README.md").read_text().partition("## Public names")[2].partition("\n## ")[0]
    listed = set(re.findall(r"`debugpage\.([\w.]+)`", section))
    assert listed == {*debugpage.__all__, "wsgi.DebugMiddleware", "asgi.DebugMiddleware"}


HAPPY_PATH = {
    "wsgi": """
from debugpage.wsgi import DebugMiddleware
def app(environ, start_response):
    start_response("200 OK", [])
    return [b"ok"]
environ = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": "",
           "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http"}
assert b"".join(DebugMiddleware(app)(environ, lambda status, headers, exc_info=None: None)) == b"ok"
""",
    "asgi": """
from debugpage.asgi import DebugMiddleware
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok", "more_body": False})
sent = []
async def receive(): return {"type": "http.request", "body": b"", "more_body": False}
async def send(event): sent.append(event)
scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
         "scheme": "http", "path": "/", "raw_path": b"/", "query_string": b"", "root_path": "",
         "headers": [(b"host", b"127.0.0.1")], "client": ("127.0.0.1", 5000),
         "server": ("127.0.0.1", 8000)}
import asyncio
asyncio.run(DebugMiddleware(app)(scope, receive, send))
assert sent[-1]["body"] == b"ok"
""",
}


@pytest.mark.parametrize("enabled", ["1", "0"], ids=["on", "off"])
@pytest.mark.parametrize("interface", HAPPY_PATH)
def test_the_happy_path_loads_nothing_heavy(interface: str, enabled: str) -> None:
    heavy = ("jinja2", "pygments", "werkzeug", "flask", "starlette", "sqlite3", "debugpage.console")
    code = f"{HAPPY_PATH[interface]}\nimport sys\nprint(*sorted(set({heavy}) & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"DEBUGPAGE": enabled, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout.split()) == (0, []), result.stderr


FIRST_PAGE = """
from debugpage.wsgi import DebugMiddleware
from debugpage.console.peer import Owner, Whose
def app(environ, start_response):
    return {"GB": 2}["FR"]
environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "127.0.0.1",
           "SERVER_PORT": "8000", "REMOTE_ADDR": "127.0.0.1", "REMOTE_PORT": "50123",
           "HTTP_HOST": "127.0.0.1:8000", "HTTP_ACCEPT": "text/html", "wsgi.url_scheme": "http",
           "HTTP_SEC_FETCH_DEST": "document", "HTTP_SEC_FETCH_MODE": "navigate",
           "HTTP_SEC_FETCH_SITE": "none"}
identify = lambda peer: Owner(Whose.A_BROWSERS, "firefox")
started = []
wrapped = DebugMiddleware(app, enabled=True, identify=identify, history=False)
page = b"".join(wrapped(environ, lambda status, headers, exc_info=None: started.append(status)))
assert started == ["500 Internal Server Error"]
assert b"KeyError" in page and b'"endpoint"' in page
"""
"""An error whose page a browser is sent with its consoles, as the first in a process."""

NEEDED_LATER = (
    # Of the standard library and of others: each takes as long to load as some pages to make.
    *("asyncio", "concurrent.futures", "ctypes", "email", "http", "importlib.metadata"),
    *("importlib.resources", "multiprocessing", "platform", "pygments", "sqlite3", "subprocess"),
    *("sysconfig", "uuid", "werkzeug", "zipfile"),
    # Of ours: what runs code, what answers requests for our own paths, and what few errors need.
    *("debugpage.commands", "debugpage.console.command", "debugpage.console.evaluate"),
    *("debugpage.console.interrupt", "debugpage.console.namespace", "debugpage.console.output"),
    *("debugpage.capture.body", "debugpage.capture.cookies", "debugpage.capture.places"),
    *("debugpage.console.unlock.doorkeeper", "debugpage.healing.answer", "debugpage.healing.asked"),
    *("debugpage.history.database", "debugpage.overview", "debugpage.reception"),
    *("debugpage.render.answer", "debugpage.render.listing", "debugpage.render.minify"),
    *("debugpage.unlock", "debugpage.workers.liveness", "debugpage.workers.loopback"),
)


def test_the_first_page_loads_nothing_that_only_later_ones_need(tmp_path: Path) -> None:
    code = f"{FIRST_PAGE}\nimport sys\nprint(*sorted(set({NEEDED_LATER}) & set(sys.modules)))"
    for _ in range(2):  # the first fills the user's cache, for which it needs more
        result = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PATH": "", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (result.returncode, result.stdout.split()) == (0, []), result.stderr
