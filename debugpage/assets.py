"""Where templates and static files are: beside the package in a checkout, inside it once built."""

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


@lru_cache(maxsize=4)  # it is asked for each of the files
def asset_root(name: str) -> Traversable:
    """Return the folder called `name` (`templates` or `static`), wherever debugpage runs from.

    It may lie in a zip file, so it is read through `Traversable` alone.
    """
    packaged = files("debugpage") / name
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / name
