"""A Flask app that fails in every way that a Flask app can."""

from collections.abc import Iterator
from typing import NoReturn

from flask import Flask, Response, abort, request

from debugpage.wsgi import DebugMiddleware
from tests.apps.actors import play_browser
from tests.apps.failures import HandledError, boom, called

app = Flask(__name__)


@app.before_request
def count_request() -> None:
    called()


@app.errorhandler(HandledError)
def answer_handled(error: HandledError) -> tuple[str, int]:
    return "handled by the app", 409


@app.get("/ok")
def ok() -> Response:
    return Response("ok", mimetype="text/plain", headers={"X-App": "its own"})


@app.get("/boom")
def fail() -> str:
    flower = request.args.get("flower", "tulip")
    boom()
    return flower


@app.get("/abort")
def refuse() -> NoReturn:
    abort(418)


@app.get("/handled")
def handled() -> NoReturn:
    raise HandledError


@app.get("/own-500")
def own_500() -> tuple[str, int]:
    return "my own five hundred", 500


@app.get("/abort-500")
def refuse_500() -> NoReturn:
    abort(500)


@app.get("/stream")
def stream() -> Response:
    return Response(iter(["", "first,", "second"]), mimetype="text/plain")


@app.get("/stream-before")
def stream_before() -> Response:
    def chunks() -> Iterator[str]:
        boom()
        yield "never"

    return Response(chunks(), mimetype="text/plain")


@app.get("/stream-empty")
def stream_empty() -> Response:
    def chunks() -> Iterator[str]:
        yield ""
        boom()

    return Response(chunks(), mimetype="text/plain")


@app.get("/stream-after")
def stream_after() -> Response:
    def chunks() -> Iterator[str]:
        yield "first"
        boom()

    return Response(chunks(), mimetype="text/plain")


@app.post("/post")
def post() -> Response:
    return Response(request.get_data(), mimetype="text/plain")


@app.post("/big-post")
def big_post() -> NoReturn:
    boom()


@app.get("/exit")
def leave() -> NoReturn:
    raise SystemExit("left on purpose")


bare = app.wsgi_app
app.wsgi_app = DebugMiddleware(app.wsgi_app, identify=play_browser)  # type: ignore[method-assign]  # Flask's documented way
