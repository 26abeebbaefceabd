"""Every framework on a server with all cases, and every server with some frameworks."""

from collections.abc import Iterator

import pytest

from tests.matrix.cases import ALL, Stand, cases_of
from tests.matrix.frameworks import FRAMEWORKS, Framework
from tests.matrix.recorder import Note, noted
from tests.servers import serve

PLACES = [(framework, server) for framework in FRAMEWORKS for server in framework.servers]
CELLS = [
    pytest.param(
        place,
        case,
        id=f"{place[0].name}-{place[1]}-{case}",
        # One worker of pytest-xdist has all cases of a server, so that it starts once.
        marks=pytest.mark.xdist_group(f"matrix-{place[0].name}-{place[1]}"),
    )
    for place in PLACES
    for case in cases_of(*place)
]


@pytest.fixture(scope="module")
def stand(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stand]:
    """Return the app of a framework on a running server."""
    framework: Framework = request.param[0]
    kind: str = request.param[1]
    target = f"tests.matrix.apps.{framework.module}:{framework.target}"
    with serve(kind, target, tmp_path_factory.mktemp("matrix")) as server:
        yield Stand(framework, server)


@pytest.mark.parametrize(("stand", "case"), CELLS, indirect=["stand"], scope="module")
def test_cell(stand: Stand, case: str, record_property: Note) -> None:
    noted(record_property, stand.framework, stand.server.kind, case)
    ALL[case](stand)
