"""Errors that no response tells of, in GraphQL and Socket.IO: the log has their address."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import socketio

from tests.consoles import open_console
from tests.matrix.cases import BARE, ERROR
from tests.pages import headings, labelled, text_of
from tests.servers import Server, serve
from tests.talk import Talk
from tests.wire import Answer, Ask, Send, over_socket

ADDRESS = r"see http://[^/]+(/__debugpage__/[\w-]{22,})"
JSON = (("Content-Type", "application/json"), ("Accept", "application/json"))
GOOD, FAILING = '{ price(country: "GB") }', '{ price(country: "DE") }'
MISTAKEN = ('{ price(country: "GB"', "{ prize }", "{ price }")
GRAPHQL = (
    ("uvicorn", "strawberry_app:app"),
    ("uvicorn", "ariadne_app:app"),
    ("werkzeug", "ariadne_app:over_wsgi"),
)
SOCKETS = (
    ("uvicorn", "socketio_app:app", "sid"),
    ("werkzeug", "flask_socketio_app:app", "request.event['message']"),
)


class Stand(NamedTuple):
    """An app on a running server."""

    server: Server

    @property
    def send(self) -> Send:
        return over_socket(self.server.host, self.server.port)

    @property
    def origin(self) -> str:
        return f"http://{self.server.host}:{self.server.port}"

    def ask(self, query: str, *headers: tuple[str, str]) -> Answer:
        """Send a query to GraphQL."""
        body = json.dumps({"query": query}).encode()
        return self.send(Ask("/graphql/", "POST", (*JSON, *headers), body))

    def talk(self, since: int) -> tuple[Answer, Talk]:
        """Open the page whose address the log has by now, and the console of the view."""
        path = self.server.wait_for_log(ADDRESS, since)[1]
        page = self.send(Ask(path))
        return page, Talk(self.server, self.send, open_console(page, self.origin))


def served(kind: str, target: str, factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with serve(kind, f"tests.matrix.apps.{target}", factory.mktemp("linked")) as server:
        yield Stand(server)


def grouped(*place: str) -> Any:
    """Return a place whose tests run in one worker of pytest-xdist, so that it starts once."""
    return pytest.param(place, id=place[1], marks=pytest.mark.xdist_group(place[1]))


@pytest.fixture(scope="module", params=[grouped(*place) for place in GRAPHQL])
def graphql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stand]:
    kind, target = request.param
    yield from served(kind, target, tmp_path_factory)


def test_graphql_answers_as_it_does(graphql: Stand) -> None:
    for query in (GOOD, FAILING, *MISTAKEN):
        answer, bare = graphql.ask(query), graphql.ask(query, BARE)
        assert (answer.status, answer.body) == (bare.status, bare.body)
        assert answer.own_headers() == bare.own_headers()


def test_the_error_of_a_resolver_has_a_page(graphql: Stand) -> None:
    since = len(graphql.server.log())
    graphql.ask(FAILING)
    page, talk = graphql.talk(since)
    assert headings(page.html()) == [ERROR]
    assert "price" in text_of(labelled(page.html(), "Request")[0])
    assert talk.text("country.lower()") == "'de'"


def test_a_mistaken_query_is_no_error_of_the_apps(graphql: Stand) -> None:
    since = len(graphql.server.log())
    for query in (*MISTAKEN, FAILING):
        graphql.ask(query)
    graphql.talk(since)
    assert len(re.findall(ADDRESS, graphql.server.log()[since:])) == 1


@pytest.fixture(scope="module", params=[grouped(*place) for place in SOCKETS])
def sockets(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stand, str]]:
    kind, target, typed = request.param
    for stand in served(kind, target, tmp_path_factory):
        yield stand, typed


def test_the_error_of_an_event_has_a_page(sockets: tuple[Stand, str]) -> None:
    stand, typed = sockets
    client = socketio.Client()
    client.connect(stand.origin, transports=["polling"])
    try:
        assert client.call("price", "GB") == 4.90
        since = len(stand.server.log())
        client.emit("price", "DE")
        page, talk = stand.talk(since)
        assert headings(page.html()) == [ERROR]
        assert talk.text("country.lower()") == "'de'"
        assert talk.text(typed)
        assert client.call("price", "FR") == 9.50
    finally:
        client.disconnect()
    assert len(re.findall(ADDRESS, stand.server.log()[since:])) == 1
