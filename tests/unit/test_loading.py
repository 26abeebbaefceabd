"""The garbage collector rests while modules are loaded, and no longer."""

import gc
import os
import threading
from collections.abc import Iterator

import pytest

from debugpage.loading import without_collector
from tests.forks import code_of_child


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_rests_meanwhile() -> None:
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_where_a_module_cannot_be_loaded() -> None:
    with pytest.raises(ImportError), without_collector():
        raise ImportError
    assert gc.isenabled()


def test_an_app_that_does_without_it_goes_on_to() -> None:
    gc.disable()
    with without_collector():
        pass
    assert not gc.isenabled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_it_goes_on_in_a_child_that_is_forked_meanwhile() -> None:
    rests, is_forked = threading.Event(), threading.Event()

    def load() -> None:
        with without_collector():
            rests.set()
            is_forked.wait(30)

    loading = threading.Thread(target=load)
    loading.start()
    assert rests.wait(30)
    code = code_of_child(lambda: 0 if gc.isenabled() else 1)
    is_forked.set()
    loading.join()
    assert code == 0
