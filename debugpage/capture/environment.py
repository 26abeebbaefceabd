"""The environment of an error: versions, and the names of environment variables."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache

from debugpage.report import Environment, Field

_DESCRIBED = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info")
"""What the folder is called that describes a package (PyPA, "Recording installed projects")."""
_IMPLEMENTATIONS = {"cpython": "CPython", "pypy": "PyPy"}


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
    name, version = sys.implementation.name, sys.version.partition(" ")[0]
    return f"{_IMPLEMENTATIONS.get(name, name)} {version} ({sys.executable})"


@lru_cache(maxsize=1)
def _platform() -> str:
    if hasattr(os, "uname"):
        told = os.uname()
        return f"{told.sysname} {told.release} {told.machine}"
    import platform  # which tells as much, and loads more for it

    return f"{platform.system()} {platform.release()} {platform.machine()}"


def _version(library: str) -> str:
    return "" if library in sys.stdlib_module_names else _installed().get(_normal(library), "")


@lru_cache(maxsize=1)
def _installed() -> dict[str, str]:
    """Return the versions of all packages, as the names of the folders that describe them tell.

    `importlib.metadata` reads what is in those, and takes longer to load than a page to make.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        for name, version in _described_in(folder or "."):
            found.setdefault(name, version)  # what comes first is what is imported
    return found


def _described_in(folder: str) -> Iterator[tuple[str, str]]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - Path objects take three times as long
    except OSError:  # it is not there, or no folder
        return
    for name in names:
        if name.endswith("-info") and (described := _DESCRIBED.fullmatch(name)):
            yield _normal(described["name"]), described["version"]


def _normal(name: str) -> str:
    """Return a name as all of its spellings are compared (PyPA, "Names and normalization")."""
    return re.sub(r"[-_.]+", "-", name).lower()
