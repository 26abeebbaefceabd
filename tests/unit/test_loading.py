"""The garbage collector rests while modules are loaded, and no longer."""

import gc
from collections.abc import Iterator

import pytest

from debugpage.loading import without_collector


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
