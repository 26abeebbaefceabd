"""Where an error happened: told as Python's own modules tell it, without loading them."""

import platform
import sys
from importlib import metadata

import pytest

from debugpage.capture.environment import environment


def test_the_system_is_what_platform_tells() -> None:
    told = environment(())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    assert told.python == f"{python} ({sys.executable})"
    assert told.platform == f"{platform.system()} {platform.release()} {platform.machine()}"


def test_versions_are_those_that_metadata_tells() -> None:
    names = {found.name for found in metadata.distributions() if found.name}
    told = {field.name: field.value for field in environment(names).packages}
    assert len(told) > 20
    assert told == {name: metadata.version(name) for name in names}


@pytest.mark.parametrize("name", ["os", "no_such_package", ""])
def test_what_is_not_installed_has_no_version(name: str) -> None:
    assert environment([name]).packages == ()
