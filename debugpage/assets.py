"""Where templates and static files are: beside the package in a checkout, inside it once built."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@lru_cache(maxsize=4)  # it is asked for each of the files
def asset_root(name: str) -> "Traversable":
    """Return the folder called `name` (`templates` or `static`), wherever debugpage runs from.

    It may lie in a zip file, so it is read through `Traversable` alone.
    """
    package = Path(__file__).parent
    folders = (package / name, package.parent / name)
    return next((folder for folder in folders if folder.is_dir()), None) or _in_zip(name)


def _in_zip(name: str) -> "Traversable":
    from importlib.resources import files  # with much else, which folders do not need

    return files("debugpage") / name
