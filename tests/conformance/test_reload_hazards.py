"""What would make a prepared process unlike a fresh one is found out, mended, and said."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from tests.reloading import ROOT, Answer, Development, asgi, developing, parent_of, wait_until, wsgi

Start = Callable[..., AbstractContextManager[Development]]
SCRATCH = "From now on each restart begins from scratch: "


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Return a folder that packages are installed into, as those of the user."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    folder = tmp_path / "base" / "lib" / version / "site-packages"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def start(packages: Path, tmp_path: Path) -> Start:
    (tmp_path / "project").mkdir()
    paths = os.pathsep.join([str(ROOT), str(packages)])
    environ = {"PYTHONUSERBASE": str(tmp_path / "base"), "PYTHONPATH": paths}
    return partial(started, tmp_path / "project", environ)


def started(
    folder: Path, more: Mapping[str, str], app: str, *options: str
) -> AbstractContextManager[Development]:
    return developing(folder, *options, environ=more, app=app)


def is_prepared(server: Development) -> bool:
    """Tell whether there are the parent, a zygote, who serves, and who is next: a fork."""
    return len(server.processes()) >= 4 and bool(zygotes(server))


def zygotes(server: Development) -> set[int]:
    """Return those that have forked, and are not gone yet."""
    pids = server.processes()
    return {parent_of(pid) for pid in pids} & {*pids} - {server.process.pid}


WAIT = "threading.Event().wait"
UNSAFE = {
    "starts a thread": f"import threading; threading.Thread(target={WAIT}, daemon=True).start()",
    "opens a socket": "import socket; SOCKETS = socket.socketpair()",
    "starts native threads": f"import _thread, threading; _thread.start_new_thread({WAIT}, ())",
}


@pytest.mark.parametrize("why", UNSAFE)
def test_a_package_that_makes_forks_unsafe_is_left_out(
    start: Start, packages: Path, why: str
) -> None:
    (packages / "unsafe_lib.py").write_text(f"{UNSAFE[why]}\nimport os\nPID = os.getpid()\n")
    (packages / "safe_lib.py").write_text("import os\nPID = os.getpid()\n")
    libraries = "import os, safe_lib, unsafe_lib"
    app = asgi("f'{unsafe_lib.PID == os.getpid()} {safe_lib.PID == os.getpid()}'", libraries)
    with start(app, "--reload-by", "fork") as server:
        server.wait_for("True True")
        server.log.wait_for(f"unsafe_lib is not loaded ahead: it {why}")
        wait_until(lambda: is_prepared(server))
        server.write(f"{app}# changed")
        server.wait_for("True False")


def test_what_is_set_before_an_import_is_set_for_it_ahead(start: Start, packages: Path) -> None:
    (packages / "reads_lib.py").write_text("import os\nSEEN = os.environ.get('FLAVOUR', '')")
    before = """
import os
os.environ['FLAVOUR'] = 'sweet'
import reads_lib
import safe_lib
os.environ['SET_LATE'] = str(os.getpid())
"""
    (packages / "safe_lib.py").write_text("import os\nPID = os.getpid()\n")
    app = asgi("f'{reads_lib.SEEN} {safe_lib.PID == os.getpid()}'", before)
    with start(app, "--reload-by", "fork") as server:
        server.wait_for("sweet True")
        wait_until(lambda: is_prepared(server))
        server.write(f"{app}# changed")
        server.wait_for("sweet False")
        first = zygotes(server)
        server.write(app.replace("sweet", "sour"))
        server.wait_for("sour True")
        server.log.wait_for("the project sets FLAVOUR, which installed modules may read")
        wait_until(lambda: is_prepared(server) and not first & zygotes(server))
        server.write(app.replace("sweet", "sour") + "# changed")
        server.wait_for("sour False")


def test_a_package_that_needs_the_project_is_loaded_with_it(start: Start, packages: Path) -> None:
    (packages / "plugin.py").write_text("import our_settings, os\nSEEN = our_settings.COLOUR\n")
    app = asgi("f'{plugin.SEEN} {our_settings.COLOUR}'", "import plugin, our_settings")
    with start(asgi("'first'"), "--reload-by", "fork") as server:
        for colour in ("red", "blue", "green"):
            server.write(f"COLOUR = {colour!r}", "our_settings.py")
            server.write(app)
            server.wait_for(f"{colour} {colour}")
            wait_until(lambda: is_prepared(server))


@pytest.mark.parametrize("way", ["fork", "spare"])
def test_what_is_loaded_is_remembered_from_one_run_to_the_next(
    start: Start, packages: Path, way: str
) -> None:
    (packages / "lazy_lib.py").write_text("import os\nPID = os.getpid()\n")
    tells = asgi("'lazy_lib' in AHEAD", "import sys\nAHEAD = [*sys.modules]")
    imports = asgi("lambda: __import__('lazy_lib').PID")
    with start(imports, "--reload-by", way) as server:
        assert server.get().text.isdigit()
    with start(tells, "--reload-by", way) as server:
        server.wait_for("False")
        wait_until(lambda: len(server.processes()) >= (4 if way == "fork" else 3))
        server.write(f"{tells}# changed")
        server.wait_for("True")


@pytest.mark.parametrize("way", ["fork", "spare", "cold"])
def test_a_new_environment_file_is_read_by_a_fresh_process(start: Start, way: str) -> None:
    app = asgi("os.environ.get('COLOUR')", "import os")
    with start(app, "--reload-by", way) as server:
        server.wait_for("None")
        (server.folder / ".env").write_text("COLOUR=blue")
        server.wait_for("blue")
        server.log.wait_for(r"\.env changed: restarting from scratch")
        server.write(f"{app}# changed")
        server.wait_for("blue")
        (server.folder / ".env").write_text("COLOUR=green")
        server.wait_for("green")
        (server.folder / ".env").unlink()
        server.wait_for("None")


def test_an_installation_is_a_restart_from_scratch(start: Start, packages: Path) -> None:
    (packages / "shelf.py").write_text("VERSION = 1")
    with start(asgi("shelf.VERSION", "import shelf"), "--reload-by", "fork") as server:
        server.wait_for("1")
        wait_until(lambda: is_prepared(server))
        (packages / "shelf.py").write_text("VERSION = 2")
        (packages / "shelf-2.dist-info").mkdir()
        server.wait_for("2")
        server.log.wait_for(r"shelf.* changed: restarting from scratch")


def test_a_namespace_package_with_a_part_in_the_project_is_the_projects(
    start: Start, packages: Path
) -> None:
    (packages / "shared").mkdir()
    (packages / "shared" / "theirs.py").write_text("VALUE = 'theirs'")
    app = asgi("f'{ours.VALUE} {theirs.VALUE}'", "from shared import ours, theirs")
    with start(asgi("'first'"), "--reload-by", "fork") as server:
        server.write("VALUE = 'ours'", "shared/ours.py")
        server.write(app)
        server.wait_for("ours theirs")
        wait_until(lambda: is_prepared(server))
        server.write("VALUE = 'our own'", "shared/ours.py")
        server.wait_for("our own theirs")


GEVENT = """
import gevent.monkey
gevent.monkey.patch_all()
"""
AUDIT_HOOK = """
import sys
sys.addaudithook(lambda event, arguments: None)
"""
FINDER = """
import sys
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None): ...
sys.meta_path.insert(0, Finder)
"""


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (GEVENT, "gevent.monkey replaces parts of the standard library"),
        (AUDIT_HOOK, "the project adds an audit hook"),
        (FINDER, "the project adds an import hook, app.Finder"),
    ],
    ids=["gevent", "audit hook", "import hook"],
)
@pytest.mark.parametrize("way", ["fork", "spare"])
def test_what_must_come_before_all_imports_gets_a_fresh_process(
    start: Start, way: str, before: str, why: str
) -> None:
    with start(wsgi("'one'", before), "--reload-by", way) as server:
        server.wait_for("one")
        for number in range(50):
            server.write(wsgi(f"'two {number}'", before))
            server.wait_for(f"two {number}")
            if SCRATCH in server.log.text:
                break
        assert f"{SCRATCH}{why}." in server.log.text


def test_a_prepared_process_that_crashes_is_the_last_one(start: Start, tmp_path: Path) -> None:
    flag = tmp_path / "crash"
    before = f"""
import os, pathlib, sys
flag = pathlib.Path({str(flag)!r})
if flag.exists():
    flag.unlink()
    os.kill(os.getpid(), 11)
"""
    with start(asgi("'one'", before), "--reload-by", "fork") as server:
        server.wait_for("one")
        wait_until(lambda: is_prepared(server))
        flag.touch()
        server.write(asgi("'two'", before))
        server.wait_for("two")
        server.log.wait_for(f"{SCRATCH}a process was ended by SIGSEGV before it was ready")


PORT = """
import socket, time
held = socket.socket()
held.bind(("127.0.0.1", {port}))
held.listen()
"""
DATABASE = """
import sqlite3
connection = sqlite3.connect({file!r}, timeout=0, isolation_level=None)
connection.execute("begin exclusive")
"""
SLOW_END = """
import atexit, time
atexit.register(time.sleep, 1.5)
"""


@pytest.mark.parametrize("kind", ["port", "database"])
def test_what_one_process_alone_can_hold_is_waited_for(
    start: Start, tmp_path: Path, kind: str
) -> None:
    from tests.servers import free_port

    holds = {
        "port": PORT.format(port=free_port()),
        "database": DATABASE.format(file=str(tmp_path / "shop.db")),
    }
    with start(asgi("'one'", holds[kind] + SLOW_END), "--reload-by", "fork") as server:
        server.wait_for("one")
        wait_until(lambda: is_prepared(server))
        server.write(asgi("'two'", holds[kind] + SLOW_END))
        answer = server.wait_until(lambda answer: answer.text != "one")
        assert answer == Answer(200, "two")
        server.log.wait_for("waiting for the process before to end")


def test_strictly_no_process_begins_before_the_one_before_has_ended(
    start: Start, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    before = f"""
import atexit, pathlib, time
def tell(what):
    with pathlib.Path({str(told)!r}).open("a") as file:
        file.write(what + " ")
tell("begins")
atexit.register(tell, "ends")
atexit.register(time.sleep, 0.3)
"""
    with start(asgi("'one'", before), "--reload-strict") as server:
        server.wait_for("one")
        server.write(asgi("'two'", before))
        server.write(asgi("'three'", before))
        server.wait_for("three")
        words = told.read_text().split()
    assert words == ["begins", "ends"] * (len(words) // 2) + ["begins"]


def test_what_another_program_holds_is_an_error(start: Start) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        before = PORT.format(port=other.getsockname()[1])
        with start(asgi("'one'"), "--reload-by", "fork") as server:
            server.wait_for("one")
            server.write(asgi("'two'", before))
            server.wait_for_error("Address already in use")


def test_a_project_that_is_deleted_and_put_back_is_served(start: Start) -> None:
    with start(asgi("'one'"), "--reload-by", "fork") as server:
        server.wait_for("one")
        wait_until(lambda: is_prepared(server))
        shutil.rmtree(server.folder)
        server.wait_for_error("There is no module app")
        server.write(asgi("'two'"))
        server.wait_for("two")
