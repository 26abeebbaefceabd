"""One venue after another: tests with a `venue` run at all of them, with a `row` where it fits."""

from collections.abc import Iterator

import pytest

from tests.conformance.table import ROWS
from tests.venues import PLACES, Place, Venue, open_venue


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "row" in metafunc.fixturenames:
        pairs = [(place, row) for place in PLACES for row in ROWS if place.module in row.apps]
        cases = [
            pytest.param(place, row, id=f"{place}-{row.name}", marks=together(place))
            for place, row in pairs
        ]
        # Without a scope, pytest takes that of a test, as `row` is no fixture: a server for each.
        metafunc.parametrize(("venue", "row"), cases, indirect=["venue"], scope="session")
    elif "venue" in metafunc.fixturenames:
        for_console = "console" in metafunc.fixturenames
        places = [place for place in PLACES if place.knows_peers or not for_console]
        venues = [pytest.param(place, id=str(place), marks=together(place)) for place in places]
        metafunc.parametrize("venue", venues, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the tests of one place together, whatever their file, so that it is opened once."""
    items.sort(key=place_number)


def place_number(item: pytest.Item) -> int:
    callspec = getattr(item, "callspec", None)
    place = callspec.params.get("venue") if callspec else None
    return PLACES.index(place) if place in PLACES else -1


def together(place: Place) -> pytest.MarkDecorator:
    """Keep the tests of one place in one worker of pytest-xdist, so that its server starts once."""
    return pytest.mark.xdist_group(str(place))


@pytest.fixture(scope="session")
def venue(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Venue]:
    """Return the venue at the place that is this test's parameter."""
    folder = tmp_path_factory.mktemp("venue")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEBUGPAGE", "1")
        patch.setenv("CANARY", str(folder))
        with open_venue(request.param, folder) as venue:
            yield venue
