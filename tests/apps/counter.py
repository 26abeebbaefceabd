"""A Flask app whose views fail while Flask has a request, a session and context variables."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar

from flask import Flask, g, request, session

from debugpage.wsgi import DebugMiddleware
from tests.apps.actors import play_browser

app = Flask(__name__)
app.secret_key = "made up for tests"
voice = ContextVar("voice", default="nobody's")
_pool = ThreadPoolExecutor(1)


@app.get("/ok")
def ok() -> str:
    return "ok"


@app.route("/fail", methods=["GET", "POST"])
def fail() -> str:
    session["visits"] = session.get("visits", 0) + 1
    g.clerk = "Ada"
    voice.set("the view's")
    return {"tool": "hammer"}["nail"]


@app.get("/say")
def say() -> str:
    """Print a word in the request, in a worker of a pool and in a thread."""
    word = request.args["word"]
    print(f"{word} in a request", flush=True)
    _pool.submit(print, f"{word} in a task", flush=True).result()
    thread = threading.Thread(target=lambda: print(f"{word} in a thread", file=sys.stderr))
    thread.start()
    thread.join()
    return word


app.wsgi_app = DebugMiddleware(app.wsgi_app, identify=play_browser)  # type: ignore[method-assign]  # Flask's documented way
