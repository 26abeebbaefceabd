"""The good request, known to work before and after each attack, and what refusal means."""

from collections.abc import Callable, Iterator

import pytest

from tests.apps.failures import LOCAL, MESSAGE
from tests.consoles import Console, open_console
from tests.venues import Place, Venue, open_venue
from tests.wire import Answer, Ask

PLACES = (
    Place("run", "plain_wsgi:app"),
    Place("run", "plain_asgi:app"),
    Place("werkzeug", "flask_app:app"),
    Place("gunicorn-gthread", "plain_wsgi:app"),
    Place("uvicorn", "starlette_app:added"),
    Place("hypercorn", "plain_asgi:app"),
)
GROUPED = [
    pytest.param(place, id=str(place), marks=pytest.mark.xdist_group(f"attacks on {place}"))
    for place in PLACES
]

Attack = Callable[..., Answer]


@pytest.fixture(scope="session", params=GROUPED)
def venue(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Venue]:
    """Return a running server with a failing app behind it."""
    with open_venue(request.param, tmp_path_factory.mktemp("venue")) as venue:
        yield venue


@pytest.fixture(scope="module")
def open_page(venue: Venue) -> Console:
    """Return the console of a page that stays open for all tests of a module."""
    return open_console(venue.get("/boom"), venue.origin)


@pytest.fixture
def console(venue: Venue, open_page: Console) -> Iterator[Console]:
    """Return a console that runs code, before the test and still when it is over."""
    runs(venue, open_page)
    yield open_page
    runs(venue, open_page)


def runs(venue: Venue, console: Console) -> None:
    before = venue.count("canary")
    answer = venue.send(console.ask())
    assert answer.status == 200, answer.text
    assert venue.count("canary") == before + 1


@pytest.fixture
def refused(venue: Venue, console: Console) -> Callable[..., None]:
    """Return a check: a request is answered with one of some statuses, tells and does nothing."""

    def check(ask: Ask, *statuses: int) -> None:
        before = venue.count("canary"), venue.count("called")
        answer = venue.send(ask)
        assert answer.status in statuses, answer
        assert (venue.count("canary"), venue.count("called")) == before
        tells_nothing(answer, console.token)

    return check


@pytest.fixture
def untold(venue: Venue) -> Callable[[Ask], None]:
    """Return a check: a request that fails gets level 0, which is a 500 and nothing more."""

    def check(ask: Ask) -> None:
        answer = venue.send(ask)
        assert answer.status in (400, 403, 500), answer
        tells_nothing(answer)

    return check


def tells_nothing(answer: Answer, *secrets: str) -> None:
    """Assert that an answer has no text of the error, of its source, its locals, nor a secret."""
    body = answer.body.decode(errors="replace")
    for secret in (MESSAGE, LOCAL, "failures.py", "raise error", "Traceback", *secrets):
        assert secret not in body
