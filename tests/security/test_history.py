"""No planted secret is in the history's file, packed or unpacked; what was no secret is."""

import sqlite3
import stat
import zlib
from pathlib import Path

import flask
import pytest

from debugpage.history.history import flush
from debugpage.history.place import history_file
from debugpage.wsgi import DebugMiddleware
from tests.apps.actors import play_browser
from tests.pages import RESERVED
from tests.secrets import assert_nowhere, plant
from tests.wire import NAVIGATION, Ask, Send, over_wsgi

PLACES = ("local", "header", "cookie", "query", "form", "message", "note", "attribute")
NO_SECRET = "marigold"


class Client:
    def __init__(self) -> None:
        self._auth_token = plant("attribute")


def make_app() -> flask.Flask:
    app = flask.Flask(__name__)

    @app.post("/pay")
    def pay() -> str:
        flower, client = NO_SECRET, Client()
        api_key = plant("local")
        amount = flask.request.form["amount"]
        error = ValueError(f"{flower} {amount}: postgres://shop:{plant('message')}@db.example/shop")
        error.add_note(f"Authorization: Bearer {plant('note')}")
        raise error from (KeyError(api_key) if client else None)

    return app


@pytest.fixture
def send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Send:
    flush(10)  # or this test had what the one before has met
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return over_wsgi(DebugMiddleware(make_app(), enabled=True, identify=play_browser))


def kept_texts() -> dict[str, str]:
    """Return all that the history's file holds, as it lies there and with its reports unpacked."""
    texts = {"file": history_file().read_bytes().decode("latin-1")}
    with sqlite3.connect(history_file()) as connection:
        rows = connection.execute("SELECT * FROM errors").fetchall()
    connection.close()
    for row in rows:
        texts[f"{row[0]} line"] = repr(row[:-1])
        texts[f"{row[0]} report"] = zlib.decompress(row[-1]).decode()
    return texts


def test_no_secret_is_kept(send: Send) -> None:
    headers = (
        *NAVIGATION,
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("X-Api-Key", plant("header")),
        ("Cookie", f"session={plant('cookie')}"),
    )
    body = f"amount=12&password={plant('form')}".encode()
    assert send(Ask(f"/pay?token={plant('query')}", "POST", headers, body)).status == 500
    assert send(Ask(RESERVED)).status == 200  # until it is written
    texts = kept_texts()
    assert [name for name in texts if name.endswith("report")]
    assert all(NO_SECRET in text for name, text in texts.items())
    for place in PLACES:
        assert_nowhere(plant(place), texts)


def test_the_file_and_its_folders_are_its_owners_alone(send: Send) -> None:
    send(Ask("/pay?amount=1", "POST", body=b"amount=1"))
    send(Ask(RESERVED))
    file = history_file()
    modes = [stat.S_IMODE(path.lstat().st_mode) for path in (file, *file.parents[:2])]
    assert modes == [0o600, 0o700, 0o700]
