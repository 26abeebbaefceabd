"""What the frames of a framework tell of the view that failed, and what consoles' threads get."""

import threading
from collections.abc import Iterator
from contextvars import copy_context

import pytest

from debugpage.binding import bind_here, bound
from debugpage.surroundings import Surroundings
from debugpage.views import Function, functions, looked_up

local = threading.local()


def handle(request: dict[str, str]) -> None:
    """Stand for the function of a framework below which a request is handled."""
    if "inner" in request:
        handle({"name": request["inner"]})
    raise LookupError


def bind(found: object) -> None:
    local.request = found


@pytest.fixture(autouse=True)
def framework() -> Iterator[None]:
    functions[handle.__code__] = Function(
        lambda found: (found["request"]["name"], {"size": 9}),
        lambda found: lambda: bind(found["request"]),
    )
    yield
    del functions[handle.__code__]


def surroundings_of(request: dict[str, str]) -> Surroundings:
    with pytest.raises(LookupError) as failed:
        handle(request)
    return looked_up(failed.value, Surroundings(copy_context()))


def test_the_frame_tells_the_view() -> None:
    found = surroundings_of({"name": "price"})
    assert (found.endpoint, found.parameters) == ("price", (("size", "9"),))


def test_the_innermost_one_tells_it() -> None:
    assert surroundings_of({"name": "shop", "inner": "price"}).endpoint == "price"


def test_a_thread_is_bound_to_the_request() -> None:
    context = surroundings_of({"name": "price"}).context
    seen: list[object] = []

    def run() -> None:
        bind_here(context)
        seen.append(local.request)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [{"name": "price"}]
    assert not hasattr(local, "request")


def test_a_function_of_another_release_tells_nothing() -> None:
    functions[handle.__code__] = Function(lambda found: (found["no such local"], {}))
    assert surroundings_of({"name": "price"}).endpoint == ""


def test_an_error_without_such_frames_is_left_as_it_is() -> None:
    here = Surroundings(copy_context())
    assert looked_up(ValueError(), here) is here


def test_a_thread_that_cannot_be_bound_runs_all_the_same() -> None:
    bind_here(bound(copy_context(), lambda: 1 // 0))
    bind_here(copy_context())
