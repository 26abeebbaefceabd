"""In the console of a Flask app: its request, session and g, and context variables of the view."""

from collections.abc import Iterator

import pytest

from tests.consoles import open_console
from tests.servers import Server, serve
from tests.talk import Talk
from tests.wire import NAVIGATION, Ask, over_socket

FORM = (*NAVIGATION, ("Content-Type", "application/x-www-form-urlencoded"))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(kind, marks=pytest.mark.xdist_group(kind))
        for kind in ("werkzeug", "gunicorn-sync", "gunicorn-gthread")
    ],
)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("counter")
    with serve(request.param, "tests.apps.counter:app", folder) as server:
        yield server


def talk_about(server: Server, ask: Ask) -> Talk:
    """Open the console of the view, not of what it called."""
    send = over_socket(server.host, server.port)
    page = send(ask)
    assert page.status == 500
    return Talk(server, send, open_console(page, f"http://{server.host}:{server.port}"))


def test_the_request_of_the_view(server: Server) -> None:
    ask = Ask("/fail?size=9&password=hunter2", "POST", FORM, b"tool=hammer&size=10")
    talk = talk_about(server, ask)
    assert talk.text("request.args['size'], request.args['password']") == "('9', 'hunter2')"
    assert talk.text("request.form['tool']") == "'hammer'"
    assert talk.text("request.path, request.method") == "('/fail', 'POST')"
    assert talk.text("request.headers['Sec-Fetch-Mode']") == "'navigate'"
    assert talk.text("[request.args[k] for k in ('size',)]") == "['9']"


def test_session_g_and_what_flask_gives(server: Server) -> None:
    talk = talk_about(server, Ask("/fail"))
    assert talk.text("session['visits']") == "1"
    assert talk.text("g.clerk") == "'Ada'"
    typed = "import flask; flask.current_app._get_current_object() is app"
    assert talk.text(typed) == "True"
    assert talk.text("flask.url_for('say', word='tulip')") == "'/say?word=tulip'"
    assert talk.text("voice.get()") == '"the view\'s"'


def test_two_requests_are_told_apart(server: Server) -> None:
    talks = [talk_about(server, Ask(f"/fail?number={number}")) for number in range(3)]
    for number, talk in enumerate(talks):
        assert talk.text("request.args['number']") == f"'{number}'"
    known = talks[0].start("import time; time.sleep(0.6); request.args['number']")
    assert talks[1].text("request.args['number']") == "'1'"
    while known["state"] == "running":
        known = talks[0].follow(known)
    assert known["value"]["text"] == "'0'"


def test_what_is_set_stays(server: Server) -> None:
    talk = talk_about(server, Ask("/fail"))
    talk.run("g.clerk = 'Grace'; voice.set('mine'); session['visits'] = 7")
    assert talk.text("g.clerk, voice.get(), session['visits']") == "('Grace', 'mine', 7)"


@pytest.mark.parametrize(
    "path", ["/fail-before", "/fail-after", "/fail-async", "/fail-streaming", "/fail-teardown"]
)
def test_wherever_it_failed(server: Server, path: str) -> None:
    talk = talk_about(server, Ask(f"{path}?size=9"))
    assert talk.text("request.args['size'], g.clerk") == "('9', 'Ada')"


def test_context_variables_of_an_async_view(server: Server) -> None:
    talk = talk_about(server, Ask("/fail-async"))
    assert talk.text("voice.get()") == '"the task\'s"'
