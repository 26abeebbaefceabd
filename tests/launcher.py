"""Run a server as a module, in a process that ends when the one that started it does.

`python -m tests.launcher MODULE ARGUMENTS…` is `python -m MODULE ARGUMENTS…`, but for the guard:
standard input is a pipe that the tests hold open, and its end is the end of the server.
`werkzeug`, `werkzeug-forking` (a process for each request) and `wsgiref`, which have no command
line, take the place of a module here; so does `own-server`, for a function that serves an app on
the server that its framework brings.
"""

import importlib
import os
import runpy
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import make_server

from werkzeug.serving import run_simple

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

GRACE = 3
"""Seconds that a server has to stop its own children before it is ended."""


def end_with_stdin() -> None:
    # os.read takes no lock that a fork could find held.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def load(target: str) -> "WSGIApplication":
    module, _, name = target.partition(":")
    app: WSGIApplication = getattr(importlib.import_module(module), name)
    return app


def run_werkzeug(target: str) -> None:
    run_simple("127.0.0.1", 0, load(target), threaded=True)


def run_werkzeug_forking(target: str) -> None:
    run_simple("127.0.0.1", 0, load(target), processes=3)


def run_wsgiref(target: str) -> None:
    with make_server("127.0.0.1", 0, load(target)) as server:
        print(f"Running on http://127.0.0.1:{server.server_port}", file=sys.stderr)
        server.serve_forever()


def run_own_server(target: str) -> None:
    serve: Any = load(target)
    serve()


BUILT_IN = {
    "werkzeug": run_werkzeug,
    "werkzeug-forking": run_werkzeug_forking,
    "wsgiref": run_wsgiref,
    "own-server": run_own_server,
}


def main() -> None:
    threading.Thread(target=end_with_stdin, daemon=True).start()
    module, *arguments = sys.argv[1:]
    if module in BUILT_IN:
        BUILT_IN[module](*arguments)
    else:
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
