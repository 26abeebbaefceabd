"""Modules that could be imported, and the names in them, found without importing any."""

import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

from debugpage.console.completion import look
from debugpage.console.completion.attributes import attributes_of
from debugpage.console.completion.found import Known
from debugpage.console.completion.match import Candidate

_MOST_CHARACTERS = 256 * 1024
"""Of a module that is not imported, so much is read for its names."""
_DEFINITION = re.compile(
    r"^(?:(?P<kind>class|def|async +def) +(?P<name>\w+)|(?P<variable>[^\W\d]\w*) *[:=](?!=))",
    re.MULTILINE,
)


def absolute(name: str, package: str) -> str:
    """Return the full name of a module that an import in `package` calls `name` (PEP 328)."""
    relative = name.lstrip(".")
    dots = len(name) - len(relative)
    if not dots:
        return name
    parents = package.split(".")
    home = ".".join(parents[: len(parents) - dots + 1])
    return f"{home}.{relative}".strip(".")


def modules_in(package: str) -> Iterator[Candidate]:
    """Yield the modules that can stand after `package` and a dot; the top ones for ""."""
    prefix = f"{package}." if package else ""
    known = [*list(sys.modules), *(() if package else sys.builtin_module_names)]
    names = {name[len(prefix) :].partition(".")[0] for name in known if name.startswith(prefix)}
    names |= set(_in_folders(_folders(package) if package else sys.path))
    return (Candidate(name, "module") for name in names if name.isidentifier())


def members_of(name: str) -> Iterator[Candidate]:
    """Yield what can be imported from a module: its names and the modules in it."""
    module = sys.modules.get(name)
    if module is not None:
        yield from attributes_of(Known(module))
    else:
        yield from _written(_spec(name))
    yield from modules_in(name)


def _in_folders(folders: Iterable[Any]) -> Iterator[str]:
    for folder in folders:
        if type(folder) is str:
            try:
                changed = Path(folder).stat().st_mtime_ns
            except (OSError, ValueError):
                continue
            yield from _listed(folder, changed)


@lru_cache(maxsize=256)
def _listed(folder: str, _changed: int) -> tuple[str, ...]:
    """Return the names of the modules in a folder, as it was when it was changed last."""
    return tuple(found.name for found in pkgutil.iter_modules([folder]))


def _folders(package: str) -> list[Any]:
    """Return where the modules of a package are, which may not be imported yet."""
    module = sys.modules.get(package)
    if module is not None:
        return _paths(look.read(module, "__path__"))
    spec = _spec(package)
    if spec is not None:
        return _paths(spec.submodule_search_locations)
    parent, _, name = package.rpartition(".")
    inside = [Path(folder, name) for folder in _folders(parent)] if parent else []
    return [str(folder) for folder in inside if folder.is_dir()]


def _spec(name: str) -> ModuleSpec | None:
    """Find a module; `importlib.util.find_spec` would import the packages that it is in."""
    package = name.rpartition(".")[0]
    try:
        return PathFinder.find_spec(name, _folders(package) if package else None)
    except (ImportError, OSError, ValueError):
        return None
    except KeyError:  # a namespace package in another looks for that one, which is not imported
        return None


def _paths(locations: Any) -> list[Any]:
    if type(locations) is list:
        return list(locations)
    # The path of a namespace package (PEP 420) looks for its parents when it is iterated over.
    paths = look.read(locations, "_path")
    return list(paths) if type(paths) is list else []


def _written(spec: ModuleSpec | None) -> Iterator[Candidate]:
    """Yield the names that the text of a module defines at its left margin."""
    for match in _DEFINITION.finditer(_text(spec)):
        kinds = {"class": "class", None: "attribute"}
        yield Candidate(match["name"] or match["variable"], kinds.get(match["kind"], "function"))


def _text(spec: ModuleSpec | None) -> str:
    if spec is None or not spec.has_location or not str(spec.origin).endswith(".py"):
        return ""
    try:
        with Path(str(spec.origin)).open(encoding="utf-8", errors="replace") as file:
            return file.read(_MOST_CHARACTERS)
    except OSError:
        return ""
