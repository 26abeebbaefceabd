"""Whose code a file is: the developer's own, or a library's; and its short name."""

import os
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

_INSTALLED = re.compile(r"^.*[/\\](?:site|dist)-packages[/\\]")
_OWN_FOLDER = str(Path(__file__).resolve().parent.parent) + os.sep


class Home(NamedTuple):
    """Where a file belongs: `library` is empty for the developer's own; `path` is for people."""

    library: str
    path: str


@lru_cache(maxsize=4096)
def home_of(file: str, project: str) -> Home:
    """Return where a file belongs.

    A library's file lies among the installed packages or in the standard library; all else is
    the developer's own, also what is installed in editable mode. Extensions written in Cython
    name their files as `pandas/_libs/index.pyx`, which is no file that could be found.

    file: as the code was compiled with. project: the folder that own paths are shown against.
    """
    installed = _INSTALLED.match(file)
    if installed:
        return _library(file[installed.end() :])
    if file.startswith("<frozen "):
        return Home(file[8:].strip(">").partition(".")[0], file)
    for folder in _standard_folders():
        if file.startswith(folder):
            return _library(file[len(folder) :])
    if _is_in_package(file):
        return _library(file)
    return Home("debugpage" if _is_ours(file) else "", _relative(file, project))


def home_of_code(file: str, namespace: Mapping[str, Any], project: str) -> Home:
    """Return where code belongs: what a library has compiled under a made-up name is the library's.

    file: as the code was compiled with. namespace: its globals. project: as for `home_of`.
    """
    home = home_of(file, project)
    if home.library or not is_made_up(file, namespace):
        return home
    return Home(home_of(namespace["__file__"], project).library, home.path)


def is_made_up(file: str, namespace: Mapping[str, Any]) -> bool:
    """Tell whether code was compiled in a module under a plain name that is not the module's file.

    Sanic does so with methods that it rewrites. linecache takes the module's source for theirs.
    """
    module = namespace.get("__file__")
    return file.isidentifier() and type(module) is str and Path(module).name != file


def _is_in_package(file: str) -> bool:
    """Tell whether a file is named as compiled extensions name theirs: from its package on."""
    package = sys.modules.get(re.split(r"[/\\]", file)[0])
    where = vars(package).get("__file__") if type(package) is ModuleType else None
    return type(where) is str and _INSTALLED.match(where) is not None


def _is_ours(file: str) -> bool:
    """Tell whether a file is debugpage's; its demo plays the part of an app of the developer's."""
    return file.startswith(_OWN_FOLDER) and not file.startswith(f"{_OWN_FOLDER}demo{os.sep}")


def _library(inner: str) -> Home:
    top = re.split(r"[/\\]", inner, maxsplit=1)[0]
    return Home(top.partition(".")[0], inner)


def _relative(file: str, project: str) -> str:
    return file.removeprefix(project.rstrip("/\\") + os.sep) if project else file


@lru_cache(maxsize=1)
def _standard_folders() -> tuple[str, ...]:
    # As `sysconfig` has them, which takes as long to ask as a whole page to make.
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    installed = Path(sys.base_prefix, sys.platlibdir, version)
    folders = {str(installed), str(Path(os.__file__).parent)}
    return tuple(sorted((folder + os.sep for folder in folders), key=len, reverse=True))
