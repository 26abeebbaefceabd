"""Whatever is saved, however, the newest code is served: by every way to prepare a process."""

import http.client
import os
import py_compile
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.reloading import Development, asgi, developing, wait_until, wsgi


def way(name: str) -> object:
    return pytest.param(name, marks=pytest.mark.xdist_group(f"reload-{name}"))


WAYS = [way("fork"), way("spare"), way("cold")]
QUICK = WAYS[:1]
"""For what would take minutes by the slower ways, which have the same supervisor and watcher."""


@pytest.fixture(scope="module", params=WAYS)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Development]:
    folder = tmp_path_factory.mktemp("project")
    outside = tmp_path_factory.mktemp("outside")
    (outside / "workspace_lib.py").write_text("VALUE = 0")
    paths = os.pathsep.join([str(Path(__file__).parents[2]), str(outside)])
    options = ("--reload-by", request.param)
    environ = {"PYTHONPATH": paths, "OUTSIDE": str(outside)}
    with developing(folder, *options, environ=environ, app=asgi("'first'")) as server:
        server.wait_for("first")
        yield server


@pytest.fixture
def server(running: Development) -> Iterator[Development]:
    yield running
    for file in running.folder.rglob("*.py"):
        if file.name != "app.py":
            file.unlink()


def serve(server: Development, app: str, text: str) -> None:
    """Save an app, and wait until it answers."""
    server.write(app)
    server.wait_for(text)


VALUE = asgi("shop.VALUE", before="import shop")


@pytest.mark.parametrize("running", QUICK, indirect=True)
def test_24_quick_saves_of_equal_size_are_24_right_answers(server: Development) -> None:
    server.write("VALUE = '00'", "shop.py")
    serve(server, VALUE, "00")
    for number in range(1, 25):
        (server.folder / "shop.py").write_text(f"VALUE = '{number:02}'")
        server.wait_for(f"{number:02}")


def test_bytecode_of_another_program_is_not_run_where_python_writes_none(tmp_path: Path) -> None:
    environ = {"PYTHONDONTWRITEBYTECODE": "1"}
    with developing(tmp_path, environ=environ, app=asgi("'first'")) as server:
        server.write("VALUE = 0", "shop.py")
        serve(server, VALUE, "0")
        for number in range(1, 9):
            py_compile.compile(str(tmp_path / "shop.py"), doraise=True)
            (tmp_path / "shop.py").write_text(f"VALUE = {number}")
            server.wait_for(str(number))


def test_the_last_of_quick_saves_is_served(server: Development) -> None:
    server.write("VALUE = 0", "shop.py")
    serve(server, VALUE, "0")
    for number in range(1, 9):
        (server.folder / "shop.py").write_text(f"VALUE = {number}")
        time.sleep(0.02)
    server.wait_for("8")


def test_200_files_saved_at_once_are_one_state(server: Development) -> None:
    names = [f"part{number}" for number in range(200)]
    imports = "\n".join(f"import {name}" for name in names)
    app = asgi("{part.VALUE for part in parts}", f"{imports}\nparts = [{', '.join(names)}]")
    for name in names:
        server.write("VALUE = 1", f"{name}.py")
    serve(server, app, "{1}")
    for name in names:
        (server.folder / f"{name}.py").write_text("VALUE = 2")
    server.wait_for("{2}")


@pytest.mark.parametrize("running", QUICK, indirect=True)
def test_a_file_put_back_with_an_older_time_is_served(server: Development) -> None:
    server.write("VALUE = 1", "shop.py")
    kept = server.folder / "shop.kept"
    kept.write_text("VALUE = 3")
    serve(server, VALUE, "1")
    server.write("VALUE = 2", "shop.py")
    server.wait_for("2")
    os.utime(kept, (1_000_000_000, 1_000_000_000))
    kept.replace(server.folder / "shop.py")
    server.wait_for("3")


def test_a_module_that_goes_is_missed_and_served_when_it_is_back(server: Development) -> None:
    server.write("VALUE = 1", "shop.py")
    serve(server, VALUE, "1")
    (server.folder / "shop.py").unlink()
    server.wait_for_error("ModuleNotFoundError")
    server.write("VALUE = 2", "shop.py")
    server.wait_for("2")


@pytest.mark.parametrize("running", QUICK, indirect=True)
def test_a_module_in_a_new_package_is_watched(server: Development) -> None:
    server.write("VALUE = 1", "goods/fruit/apple.py")
    serve(server, asgi("apple.VALUE", "from goods.fruit import apple"), "1")
    server.write("VALUE = 2", "goods/fruit/apple.py")
    server.wait_for("2")


@pytest.mark.parametrize("running", QUICK, indirect=True)
def test_a_template_is_read_anew(server: Development) -> None:
    server.write("old", "templates/page.html")
    page = "pathlib.Path(__file__).with_name('templates').joinpath('page.html').read_text()"
    serve(server, asgi("TEXT", f"import pathlib\nTEXT = {page}"), "old")
    server.write("new", "templates/page.html")
    server.wait_for("new")


def test_code_outside_of_the_folder_is_the_projects_if_it_is_not_installed(
    server: Development,
) -> None:
    serve(server, asgi("workspace_lib.VALUE", "import workspace_lib"), "0")
    outside = next(Path(folder) for folder in _environ_of(server)["OUTSIDE"].split(os.pathsep))
    (outside / "workspace_lib.py").write_text("VALUE = 11")
    server.wait_for("11")
    (outside / "workspace_lib.py").write_text("VALUE = 0")
    server.wait_for("0")


def _environ_of(server: Development) -> dict[str, str]:
    text = Path(f"/proc/{server.process.pid}/environ").read_text()
    return dict(line.split("=", 1) for line in text.split("\0") if "=" in line)


def test_a_module_of_the_project_takes_the_place_of_a_library_of_that_name(
    server: Development,
) -> None:
    app = asgi("getattr(colorsys, 'OURS', 'the library')", "import colorsys")
    serve(server, app, "the library")
    serve(server, app.replace("the library", "still the library"), "still the library")
    server.write("OURS = 'ours'", "colorsys.py")
    server.wait_for("ours")
    server.write("OURS = 'ours again'", "colorsys.py")
    server.wait_for("ours again")
    (server.folder / "colorsys.py").unlink()
    server.wait_for("still the library")


def test_every_process_draws_random_numbers_of_its_own(server: Development) -> None:
    draws = (
        "random.random(), numpy.random.rand(), numpy.random.default_rng().random(), uuid.uuid4()"
    )
    app = asgi(f"('drawn', {draws})", "import random, uuid, numpy.random")
    drawn = set()
    for number in range(3):
        server.write(f"{app}# {number}")
        new = server.wait_until(
            lambda answer: answer.text.startswith("('drawn'") and answer.text not in drawn
        )
        drawn.add(new.text)
    numbers = [part for text in drawn for part in text.strip("()").split(", ")[1:]]
    assert len(set(numbers)) == len(numbers) == 12


@pytest.mark.parametrize("running", QUICK, indirect=True)
def test_what_is_held_from_import_on_is_let_go(server: Development, tmp_path: Path) -> None:
    before = f"""
import sqlite3, socket, threading
connection = sqlite3.connect({str(tmp_path / "shop.db")!r})
connection.execute("create table if not exists visits (number)")
connection.execute("insert into visits values (1)")
connection.commit()
ours, theirs = socket.socketpair()
threading.Thread(target=threading.Event().wait, name="for ever").start()
import os
"""
    serve(server, asgi("'begun'", before), "begun")
    app = asgi("connection.execute('select count(*) from visits').fetchone()[0]", before)
    serve(server, app, "2")
    server.write(f"{app}# changed")
    server.wait_for("3")


INTERFACES = {"asgi": asgi, "wsgi": wsgi}


@pytest.mark.parametrize("interface", INTERFACES)
def test_what_is_under_way_ends_with_the_code_it_began_with(
    server: Development, interface: str
) -> None:
    make = INTERFACES[interface]
    before = f"""
import time
def slow():
    print("slow: begun by", VERSION, flush=True)
    time.sleep(0.5)
    return "slow: " + VERSION
VERSION = {interface!r} + " old"
"""
    serve(server, make("VERSION", before), f"{interface} old")
    serve(server, make("slow", before), f"slow: {interface} old")
    answers: list[str] = []
    since = len(server.log.text)
    request = threading.Thread(target=lambda: answers.append(server.get().text))
    request.start()
    server.log.wait_for("slow: begun", since)
    serve(server, make("VERSION", before.replace(" old", " new")), f"{interface} new")
    request.join()
    assert answers == [f"slow: {interface} old"]


STREAM = r"""
import asyncio, atexit, os
atexit.register(print, f"at exit of {VERSION}\n", end="", flush=True)
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            what = (await receive())["type"]
            print(f"{what} {VERSION}\n", end="", flush=True)
            await send({"type": what + ".complete"})
            if what == "lifespan.shutdown":
                return
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": str(os.getpid()).encode(),
                "more_body": scope["path"] == "/stream"})
    if scope["path"] == "/stream":
        print("streams", flush=True)
        try:
            await asyncio.Event().wait()
        finally:
            print(f"finally {VERSION}\n", end="", flush=True)
"""


def read_stream(server: Development) -> None:
    with suppress(http.client.IncompleteRead):  # it is cut off in the end
        server.get("/stream")


def test_an_endless_stream_holds_nothing_up_and_every_exit_runs(server: Development) -> None:
    before = server.get("/").text
    server.write(f"VERSION = 'v1'\n{STREAM}")
    answer = server.wait_until(lambda answer: answer.text.isdigit() and answer.text != before)
    pid = int(answer.text)
    since = len(server.log.text)
    request = threading.Thread(target=read_stream, args=(server,))
    request.start()
    server.log.wait_for("streams", since)
    server.write(f"VERSION = 'v2'\n{STREAM}")
    server.wait_until(lambda answer: answer.text not in ("", str(pid)))
    for told in ("finally v1", "lifespan.shutdown v1", "at exit of v1"):
        server.log.wait_for(told, since)
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    request.join()
    assert "CancelledError" not in server.log.text


POOL = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
import work
POOL = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context({kind!r}))
"""


@pytest.mark.parametrize("running", QUICK, indirect=True)
@pytest.mark.parametrize("kind", ["fork", "spawn", "forkserver"])
def test_processes_of_an_executor_run_the_new_code_and_the_old_ones_go(
    server: Development, kind: str
) -> None:
    answer = "lambda: POOL.submit(work.value).result()"
    server.write("import os\ndef value(): return 'old', os.getpid()", "work.py")
    server.write(asgi(answer, POOL.format(kind=kind)))
    old = server.wait_until(lambda answer: answer.text.startswith("('old', ")).text
    server.write("import os\ndef value(): return 'new', os.getpid()", "work.py")
    server.wait_until(lambda answer: answer.text.startswith("('new', "))
    worker = int(old.strip("()").split()[1])
    wait_until(lambda: worker not in server.processes())


def test_python_that_runs_the_app_is_the_one_that_was_started(server: Development) -> None:
    serve(server, asgi("sys.version_info[:3]", "import sys"), str(sys.version_info[:3]))
