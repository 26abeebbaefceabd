"""A Flask app whose views fail while Flask has a request, a session and context variables."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import NoReturn

from flask import Flask, Response, g, request, session, stream_with_context

from debugpage.wsgi import DebugMiddleware
from tests.apps.actors import play_browser

app = Flask(__name__)
app.secret_key = "made up for tests"
voice = ContextVar("voice", default="nobody's")
_pool = ThreadPoolExecutor(1)


@app.before_request
def fail_before() -> None:
    g.clerk = "Ada"
    if request.path == "/fail-before":
        raise LookupError(request.path)


@app.after_request
def fail_after(response: Response) -> Response:
    if request.path == "/fail-after":
        raise LookupError(request.path)
    return response


@app.teardown_request
def fail_teardown(error: BaseException | None) -> None:
    if request.path == "/fail-teardown":
        raise LookupError(request.path)


@app.get("/ok")
@app.get("/fail-after")
@app.get("/fail-teardown")
def ok() -> str:
    return "ok"


@app.route("/fail", methods=["GET", "POST"])
def fail() -> str:
    session["visits"] = session.get("visits", 0) + 1
    g.clerk = request.form.get("clerk", "Ada")
    voice.set("the view's")
    return {"tool": "hammer"}["nail"]


@app.get("/fail-async")
async def fail_async() -> NoReturn:
    voice.set("the task's")
    raise LookupError(request.path)


@app.get("/fail-streaming")
def fail_streaming() -> Response:
    def chunks() -> Iterator[str]:
        raise LookupError(request.path)
        yield "never"

    return Response(stream_with_context(chunks()))


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
