"""Which modules are the project's, to be loaded anew at each change, and which are installed."""

import importlib.machinery
import os
import site
import sys
import sysconfig
import types
from collections.abc import Container, Iterator, Sequence
from functools import cache
from pathlib import Path

OWN_FOLDER = Path(__file__).resolve().parent.parent


def installed_modules(known: Container[str] = ()) -> list[str]:
    """Return the names of loaded modules that are installed, in the order of their import.

    known: names that are left out, as their answer is known: there may be thousands.
    """
    return [name for name, module in _loaded(known) if _can_preload(name, module)]


def project_files(known: Container[str] = ()) -> list[str]:
    """Return the files of the loaded modules that are the project's. known: as above."""
    files = {_file(module) for _, module in _loaded(known)}
    return sorted(file for file in files if file and not is_installed(file))


def _loaded(known: Container[str]) -> list[tuple[str, types.ModuleType]]:
    return [item for item in list(sys.modules.items()) if item[0] not in known]


def is_installed(file: str) -> bool:
    """Tell whether a file belongs to the standard library or to an installed package.

    All else is the project's: also what is installed in editable mode, or found by a `.pth` file.
    """
    return _holds_installed(file.rpartition(os.sep)[0])


def package_folders() -> frozenset[Path]:
    """Return the folders that packages are installed into."""
    paths = sysconfig.get_paths()
    folders = [paths["purelib"], paths["platlib"], *site.getsitepackages()]
    return frozenset(map(Path, [*folders, site.getusersitepackages()]))


@cache
def _holds_installed(folder: str) -> bool:
    """Tell whether what lies in a folder is installed. There are far fewer folders than files."""
    return bool(folder) and f"{Path(folder).resolve()}{os.sep}".startswith(_INSTALLED)


def _installed_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    standard = {Path(paths[kind]) for kind in ("stdlib", "platstdlib")}
    folders = {folder.resolve() for folder in package_folders() | standard} | {OWN_FOLDER}
    return tuple(f"{folder}{os.sep}" for folder in folders)


_INSTALLED = _installed_folders()
"""Not found out later: that imports a module, and who asks may be about to import one."""


def _can_preload(name: str, module: object) -> bool:
    if name in ("__main__", "__mp_main__") or not isinstance(module, types.ModuleType):
        return False
    return all(is_installed(place) for place in _places(module))


def _places(module: types.ModuleType) -> list[str]:
    """Return the file of a module, or what is in a package without one; none: built in."""
    file = _file(module)
    if file:
        return [file]
    return list(_inside(module.__dict__.get("__spec__")))


def _file(module: object) -> str:
    file = getattr(module, "__dict__", {}).get("__file__")
    return file if isinstance(file, str) else ""


def _inside(spec: importlib.machinery.ModuleSpec | None) -> Iterator[str]:
    """Yield, for each folder of a package, a file that would lie in it."""
    for folder in getattr(spec, "submodule_search_locations", None) or ():
        yield os.path.join(folder, "")  # noqa: PTH118 - a Path drops the final separator


class Guard:
    """Lets nothing of the project be imported while installed modules are loaded ahead."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        """Return what the other finders find; raise ImportError where that is the project's.

        All of them are asked: editable packages come by finders of their own.
        """
        spec = found(fullname, path, target, but=self)
        if spec is not None and not is_spec_installed(spec):
            raise ImportError(f"{fullname} is the project's", name=fullname)
        return spec


def found(
    name: str,
    path: Sequence[str] | None = None,
    target: types.ModuleType | None = None,
    but: object = None,
) -> importlib.machinery.ModuleSpec | None:
    """Return what the finders of this process find now, whatever is loaded; `but` is left out."""
    for finder in list(sys.meta_path):
        find_spec = getattr(finder, "find_spec", None)
        if finder is but or find_spec is None:
            continue
        spec: importlib.machinery.ModuleSpec | None = find_spec(name, path, target)
        if spec is not None:
            return spec
    return None


def is_spec_installed(spec: importlib.machinery.ModuleSpec) -> bool:
    """Tell whether what was found is installed: a package without a file, if all its parts are."""
    if spec.has_location and spec.origin:
        return is_installed(spec.origin)
    return all(map(is_installed, _inside(spec)))
