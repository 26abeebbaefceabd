"""What else a debugger costs: memory after many errors, a console's round trip, its import."""

import ast
import gc
import os
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.benchmarks.errors.contenders import CONTENDERS
from tests.benchmarks.figures import Spread, table, times
from tests.benchmarks.progress import Progress
from tests.benchmarks.targets import Target, told
from tests.benchmarks.worker import Worker

NAME = "costs"
MEBIBYTE = 1 << 20
PAGE = 4096
CODE = "1+1"
KEEPING = ("debugpage, WSGI", "debugpage, ASGI", "Werkzeug", "backlash")


class Extent(NamedTuple):
    """How many errors are made, how often a console is asked, and how often is measured."""

    errors: int = 500
    inputs: int = 500
    rounds: int = 7


QUICK = Extent(errors=50, inputs=50, rounds=3)


class Result(NamedTuple):
    """All that was measured. `kept`: objects alive, and mebibytes, after so many errors; times
    are processor seconds."""

    errors: int
    kept: Mapping[str, tuple[int, float]]
    console: Mapping[str, Spread]
    imports: Mapping[str, Spread]


class Blob(bytearray):
    """A mebibyte that can be referred to weakly."""


def sampler(contender: str) -> Callable[..., Any]:
    """Return what measures one thing of a contender, in a worker."""
    kind, _, name = contender.partition(": ")
    if kind == "console":
        return _console_sampler(CONSOLES[name]())
    return lambda errors: _kept(name, int(errors))


def _kept(name: str, errors: int) -> tuple[int, float]:
    """Fail so many times beside a mebibyte each, and tell what is left of them."""
    answer = CONTENDERS[name]()
    blobs: list[weakref.ref[Blob]] = []

    def fail() -> None:
        blob = Blob(b"x" * MEBIBYTE)
        blobs.append(weakref.ref(blob))
        raise ValueError("beside a blob")

    before = _resident()
    for _ in range(errors):
        answer(fail)
    gc.collect()
    return sum(blob() is not None for blob in blobs), _resident() - before


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / MEBIBYTE


def _bare() -> Callable[[], Any]:
    names: dict[str, Any] = {}
    return lambda: eval(compile(CODE, "<console>", "eval"), names)


def _debugpage() -> Callable[[], Any]:
    """Return what compiles and runs input in a frame, without the thread that it is given."""
    namespaces = import_module("debugpage.console.namespace")
    seen = import_module("debugpage.console.seen").seen
    run = import_module("debugpage.console.run")
    namespace = namespaces.Namespace(seen(sys._getframe()))

    def evaluate() -> Any:
        program = namespace.compile(ast.parse(CODE), "<console>")
        program.function()
        return run.finished(program).value

    return evaluate


def _debugpage_threaded() -> Callable[[], Any]:
    console = import_module("debugpage.console.evaluate").Console(sys._getframe())

    def evaluate() -> Any:
        evaluation = console.evaluate(CODE)
        evaluation.wait(10)
        return evaluation.outcome.value

    return evaluate


def _werkzeug() -> Callable[[], Any]:
    console = import_module("werkzeug.debug.console").Console()
    return lambda: console.eval(CODE)


def _backlash() -> Callable[[], Any]:
    console = import_module("backlash.console").Console()
    return lambda: console.eval(CODE)


CONSOLES: dict[str, Callable[[], Callable[[], Any]]] = {
    "bare eval": _bare,
    "debugpage, in process": _debugpage,
    "debugpage, in its thread": _debugpage_threaded,
    "Werkzeug": _werkzeug,
    "backlash": _backlash,
}


def _console_sampler(evaluate: Callable[[], Any]) -> Callable[[str], float]:
    def sample(inputs: str) -> float:
        gc.collect()
        began = time.process_time()
        for _ in range(int(inputs)):
            evaluate()
        return (time.process_time() - began) / int(inputs)

    return sample


IMPORTS = {
    "traceback, linecache, html": ("", "traceback, linecache, html"),
    "debugpage.wsgi": ("", "debugpage.wsgi"),
    "debugpage.asgi": ("", "debugpage.asgi"),
    "debugpage.wsgi on top of Flask": ("flask", "debugpage.wsgi"),
    "debugpage.asgi on top of Starlette": ("starlette.applications", "debugpage.asgi"),
    "werkzeug.debug on top of Flask": ("flask", "werkzeug.debug"),
    "backlash on top of Flask": ("flask", "backlash"),
}


def _import(before: str, modules: str, environ: Mapping[str, str]) -> float:
    code = (
        f"import time\n{f'import {before}' if before else ''}\n"
        f"began = time.process_time()\nimport {modules}\nprint(time.process_time() - began)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environ
    )
    return float(told.stdout) if told.returncode == 0 else float("nan")


def measure(extent: Extent, progress: Progress) -> Result:
    """Measure all of it."""
    kept = {}
    for name in KEEPING:
        progress.say(f"{extent.errors} errors of 1 MiB: {name}")
        with Worker(NAME, f"kept: {name}") as worker:
            alive, mebibytes = worker.sample(str(extent.errors))
            kept[name] = alive, mebibytes
    progress.say("consoles")
    console = _consoles(extent)
    progress.say("imports")
    return Result(extent.errors, kept, console, _imports(extent))


def _consoles(extent: Extent) -> dict[str, Spread]:
    with ExitStack() as stack:
        workers = {n: stack.enter_context(Worker(NAME, f"console: {n}")) for n in CONSOLES}
        taken: dict[str, list[float]] = {name: [] for name in CONSOLES}
        for _ in range(extent.rounds + 1):
            for name, worker in workers.items():
                taken[name].append(worker.sample(str(extent.inputs)))
    return {name: Spread.of(values[1:]) for name, values in taken.items()}


def _imports(extent: Extent) -> dict[str, Spread]:
    taken: dict[str, list[float]] = {name: [] for name in IMPORTS}
    with TemporaryDirectory() as bytecode:
        environ = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled only once
        for _ in range(extent.rounds + 1):
            for name, (before, modules) in IMPORTS.items():
                taken[name].append(_import(before, modules, environ))
    return {name: Spread.of(values[1:]) for name, values in taken.items()}


def markdown(result: Result) -> str:
    """Return the tables."""
    kept = [
        [name, f"{alive} of {result.errors}", f"{mebibytes:+.0f}"]
        for name, (alive, mebibytes) in result.kept.items()
    ]
    bare = result.console["bare eval"].median
    console = [
        [name, str(_scaled(spread, 1e6)), times(spread.median / bare)]
        for name, spread in result.console.items()
    ]
    imports = [[name, str(_scaled(spread, 1e3))] for name, spread in result.imports.items()]
    return (
        f"### After {result.errors} errors beside 1 MiB each\n\n"
        f"{table(['', 'still alive', 'memory, MiB'], kept)}\n"
        f"### `{CODE}` in a console\n\n{table(['', 'µs', '÷ bare'], console)}\n"
        f"### Import\n\n{table(['', 'ms'], imports)}\n{told(targets(result))}"
    )


def targets(result: Result) -> list[Target]:
    """Return what is aimed at beside what was measured."""
    least = result.imports["traceback, linecache, html"].median
    in_process = result.console["debugpage, in process"].median
    on_flask = result.imports["debugpage.wsgi on top of Flask"].median * 1e3
    return [
        Target(f"`{CODE}` in a console", 4, in_process / result.console["bare eval"].median),
        Target("import on top of Flask", 2.5, on_flask, " ms"),
        *(
            Target(f"import of {name} alone", 1.3, result.imports[name].median / least)
            for name in ("debugpage.wsgi", "debugpage.asgi")
        ),
    ]


def _scaled(spread: Spread, factor: float) -> Spread:
    return Spread(*(value * factor for value in spread))
