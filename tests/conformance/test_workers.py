"""An error's page and consoles work whichever worker process a request happens to reach."""

import time
from collections.abc import Iterator

import pytest

from tests.apps.marked import SLOW_SECONDS
from tests.consoles import evaluate
from tests.crews import PLACES, Crew, open_crew, whose
from tests.wire import Ask

EVALUATIONS = 300
ON_LOOPS = [kind for kind, place in PLACES.items() if place.app == "asgi"]
PREEMPTIVE = [kind for kind in PLACES if kind != "gunicorn-2-gevent"]
"""Where a loop that never gives way leaves room for others."""


@pytest.fixture(scope="module")
def crew(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crew]:
    with open_crew(request.param, tmp_path_factory.mktemp("crew")) as crew:
        yield crew


def on(*kinds: str) -> pytest.MarkDecorator:
    """Run a test on servers of these kinds, each of which is started once."""
    params = [pytest.param(kind, marks=pytest.mark.xdist_group(kind)) for kind in kinds]
    return pytest.mark.parametrize("crew", params, indirect=True)


@on(*PLACES)
def test_every_evaluation_runs_in_its_own_frame(crew: Crew) -> None:
    for number in range(EVALUATIONS):
        page = crew.pages[number % len(crew.pages)]
        answer = evaluate(crew.send, page.console, "mark, pid, os.getpid()")
        assert answer["value"]["text"] == repr((page.mark, page.pid, page.pid))


@on(*PLACES)
def test_every_page_can_be_opened_anywhere(crew: Crew) -> None:
    for page in crew.pages * 10:
        answer = crew.send(Ask(page.path))
        assert (answer.status, whose(answer)) == (200, (page.pid, page.mark))


@on(*ON_LOOPS)
def test_awaiting_works_on_the_loop_of_the_frame(crew: Crew) -> None:
    code = "import asyncio; await future, asyncio.get_running_loop() is loop"
    for page in crew.pages * 3:
        answer = evaluate(crew.send, page.console, code)
        assert answer["value"]["text"] == "('from the loop', True)"


@on(*PLACES)
def test_a_code_is_run_once_wherever_it_arrives(crew: Crew) -> None:
    ask = crew.pages[0].console.ask("once = 1")
    assert sorted(crew.send(ask).status for _ in range(8)) == [200, *[409] * 7]


@on(*PLACES)
def test_a_token_is_good_for_its_own_process_alone(crew: Crew) -> None:
    own, other = crew.pages[0].console, crew.pages[-1].console
    for console in (own._replace(token=other.token), own._replace(endpoint=other.endpoint)):
        assert {crew.send(console.ask("1")).status for _ in range(8)} == {403}


@on(*PREEMPTIVE)
def test_stop_reaches_the_process_that_runs(crew: Crew) -> None:
    page = crew.pages[0]
    answer = crew.send(page.console.ask("while True: pass")).json()
    assert answer["state"] == "running"
    fields = {"run": answer["run"], "position": answer["position"]}
    stopped = [crew.send(page.console.command("interrupt", **fields)).json() for _ in range(2)]
    assert "ended" in [answer["state"] for answer in stopped]
    assert evaluate(crew.send, page.console, "mark")["value"]["text"] == repr(page.mark)


@on("gunicorn-2")
def test_a_process_that_is_busy_answers_all_the_same(crew: Crew) -> None:
    with crew.busy() as pid:
        begin = time.monotonic()
        for page in [page for page in crew.pages if page.pid == pid] * 2:
            answer = evaluate(crew.send, page.console, "mark, os.getpid()")
            assert answer["value"]["text"] == repr((page.mark, pid))
        assert time.monotonic() - begin < SLOW_SECONDS / 2
