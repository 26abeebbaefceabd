"""Which modules are the project's, to be loaded anew at each change, and which are installed."""

import importlib.abc
import importlib.machinery
import os
import site
import sys
import sysconfig
import types
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

_OWN_FOLDER = str(Path(__file__).resolve().parent.parent)


def installed_modules() -> list[str]:
    """Return the names of the loaded modules that are installed, in the order of their import."""
    return [name for name, module in list(sys.modules.items()) if _can_preload(name, module)]


def project_files() -> set[str]:
    """Return the files of the loaded modules that are the project's."""
    return {
        file
        for module in list(sys.modules.values())
        if (file := _file(module)) and not is_installed(file)
    }


def is_installed(file: str) -> bool:
    """Tell whether a file belongs to the standard library or to an installed package.

    All else is the project's: also what is installed in editable mode, or found by a `.pth` file.
    """
    real = str(Path(file).resolve())
    return any(real.startswith(folder) for folder in _installed_folders())


def _can_preload(name: str, module: object) -> bool:
    if name in ("__main__", "__mp_main__") or not isinstance(module, types.ModuleType):
        return False
    return all(is_installed(place) for place in _places(module))


def _places(module: types.ModuleType) -> list[str]:
    """Return the file of a module, or the folders of a package without one; none: built in."""
    file = _file(module)
    if file:
        return [file]
    spec = module.__dict__.get("__spec__")
    return list(getattr(spec, "submodule_search_locations", None) or ())


def _file(module: object) -> str:
    file = getattr(module, "__dict__", {}).get("__file__")
    return file if isinstance(file, str) else ""


@lru_cache(maxsize=1)
def _installed_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[kind] for kind in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders |= {site.getusersitepackages(), _OWN_FOLDER}
    return tuple(f"{Path(folder).resolve()}{os.sep}" for folder in folders)


class Guard(importlib.abc.MetaPathFinder):
    """Lets nothing of the project be imported while installed modules are loaded ahead."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        """Raise ImportError for a module that is found in the project; else, find nothing."""
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and not all(map(is_installed, _spec_places(spec))):
            raise ImportError(f"{fullname} is the project's", name=fullname)
        return None


def _spec_places(spec: importlib.machinery.ModuleSpec) -> Iterator[str]:
    if spec.has_location and spec.origin:
        yield spec.origin
    else:
        yield from spec.submodule_search_locations or ()
