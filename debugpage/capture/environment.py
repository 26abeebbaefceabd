"""The environment of an error: versions, and the names of environment variables."""

import os
import platform
import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib import metadata

from debugpage.report import Environment, Field


def environment(libraries: Iterable[str]) -> Environment:
    """Return where the error happened.

    libraries: names of the packages in the traceback, whose versions are told where they are
    installed under the same name.
    """
    versions = [(name, _version(name)) for name in sorted(set(libraries))]
    packages = tuple(Field(name, version) for name, version in versions if version)
    return Environment(_python(), _platform(), packages, tuple(sorted(os.environ)))


@lru_cache(maxsize=1)
def _python() -> str:
    return f"{platform.python_implementation()} {platform.python_version()} ({sys.executable})"


@lru_cache(maxsize=1)
def _platform() -> str:
    return f"{platform.system()} {platform.release()} {platform.machine()}"


@lru_cache(maxsize=256)
def _version(library: str) -> str:
    if library in sys.stdlib_module_names:
        return ""
    try:
        return metadata.version(library)
    except (metadata.PackageNotFoundError, ValueError):
        return ""
