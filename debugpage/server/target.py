"""The app to run: what was typed, read as a module and a name, then imported and found in it.

A target is `module:name`, `module:factory()`, a file, or nothing: then the files and names are
tried that people use, as `flask run` does.
"""

import ast
import importlib
import inspect
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FILES = ("app.py", "wsgi.py", "asgi.py", "main.py")
"""Files that are tried, in this order, where no target was named."""
NAMES = ("app", "application")
FACTORIES = ("create_app", "make_app")


class TargetError(Exception):
    """There is no such app. The message is a sentence for people that says what to do."""


class Target(NamedTuple):
    """Where an app is: `name` of `module`, which is imported with `folder` first on `sys.path`.

    `name` is an attribute, dotted or not, or a call of a factory with literal arguments; empty,
    the names that people use are tried.
    """

    module: str
    name: str
    folder: Path

    @property
    def text(self) -> str:
        """The target as one types it."""
        return f"{self.module}:{self.name}" if self.name else self.module


def read_target(text: str, folder: Path, environ: Mapping[str, str]) -> Target:
    """Return the target that `text` names; empty, the one of `FLASK_APP`, else a usual file's.

    folder: where the command was given. environ: the process's environment.

    Raises TargetError.
    """
    text = text or environ.get("FLASK_APP", "")
    if not text:
        return _usual(folder)
    place, _, name = _divided(text)
    if _is_file(place):
        return _of_file(folder / place, name)
    if not all(part.isidentifier() for part in place.split(".")):
        raise TargetError(
            f"{text!r} is no target: it takes module:name, module:factory() or a file, "
            "such as shop:app, shop:create_app() or path/to/app.py."
        )
    return Target(place, name, folder)


def load(target: Target) -> Callable[..., Any]:
    """Import the module of a target and return its app.

    Raises TargetError where the module or the app is not there, and whatever the project's code
    raises while it is imported.
    """
    if sys.path[:1] != [str(target.folder)]:
        sys.path.insert(0, str(target.folder))
    module = _imported(target)
    app = _called(module, target.name) if target.name else _found(module)
    if not callable(app):
        kind = type(app).__name__
        raise TargetError(f"{target.text} is no app: an object of type {kind} cannot be called.")
    if _is_for_aiohttp(app):
        raise TargetError(
            f"{target.text} is an app of aiohttp, which only its own server can serve: call "
            "debugpage.install(app), and start it as ever, with DEBUGPAGE=1 in the environment."
        )
    checked: Callable[..., Any] = app
    return checked


def _is_for_aiohttp(app: object) -> bool:
    """Tell whether an app is aiohttp's: it can be called, but speaks neither WSGI nor ASGI."""
    name = "aiohttp.web_app.Application"
    return any(f"{base.__module__}.{base.__qualname__}" == name for base in type(app).__mro__)


def _divided(text: str) -> tuple[str, str, str]:
    """Divide `place:name`; the colon of a Windows drive belongs to the place."""
    drive, rest = (text[:2], text[2:]) if text[1:3] in (":\\", ":/") else ("", text)
    place, colon, name = rest.partition(":")
    return drive + place, colon, name.strip()


def _is_file(place: str) -> bool:
    return place.endswith(".py") or place in (".", "..") or "/" in place or "\\" in place


def _usual(folder: Path, name: str = "") -> Target:
    for file in FILES:
        if (folder / file).is_file():
            return Target(Path(file).stem, name, folder)
    raise TargetError(
        f"There is none of {', '.join(FILES)} in {folder}. "
        "Name the app: debugpage run module:name, or a file."
    )


def _of_file(file: Path, name: str) -> Target:
    if file.is_dir():
        if not (file / "__init__.py").is_file():
            return _usual(file.resolve(), name)
        file /= "__init__.py"
    if not file.is_file():
        raise TargetError(f"There is no file {file}.")
    file = file.resolve()
    parts = [] if file.stem == "__init__" else [file.stem]
    folder = file.parent
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return Target(".".join(parts), name, folder)


def _imported(target: Target) -> types.ModuleType:
    try:
        return importlib.import_module(target.module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{target.module}.".startswith(f"{error.name}."):
            raise
        raise TargetError(
            f"There is no module {error.name} in {target.folder} or in what is installed."
        ) from None


def _found(module: types.ModuleType) -> Any:
    """Return the app of a module under a name that people use, else the only app it has."""
    for name in NAMES:
        if callable(getattr(module, name, None)):
            return getattr(module, name)
    for name in FACTORIES:
        if inspect.isfunction(getattr(module, name, None)):
            return _called(module, f"{name}()")
    apps = [value for value in vars(module).values() if _is_framework_app(value)]
    if len(apps) == 1:
        return apps[0]
    raise TargetError(
        f"There is none of {', '.join((*NAMES, *FACTORIES))} in {module.__name__}. "
        f"Name the app: debugpage run {module.__name__}:name."
    )


def _is_framework_app(value: object) -> bool:
    """Tell whether a value looks like the app of a framework: it can be called, and it routes."""
    return callable(value) and any(hasattr(type(value), name) for name in ("wsgi_app", "add_route"))


def _called(module: types.ModuleType, name: str) -> Any:
    """Return what `name` stands for in a module; a function there is called, as a factory."""
    path, arguments, keywords = _parsed(name)
    found: Any = module
    for part in path:
        try:
            found = getattr(found, part)
        except AttributeError:
            where = getattr(found, "__name__", type(found).__name__)
            raise TargetError(f"There is no {part} in {where}.") from None
    is_call = name.endswith(")")
    return found(*arguments, **keywords) if is_call or _is_factory(found) else found


def _is_factory(found: object) -> bool:
    """Tell whether a function is no app itself but makes one: it can be called with nothing."""
    if not inspect.isfunction(found):
        return False
    parameters = inspect.signature(found).parameters.values()
    return all(
        one.default is not one.empty or one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
        for one in parameters
    )


def _parsed(name: str) -> tuple[list[str], list[Any], dict[str, Any]]:
    mistaken = TargetError(
        f"{name!r} is no name of an app: it takes a name, or a call with literal arguments, "
        "such as app, api.app or create_app('dev')."
    )
    try:
        tree = ast.parse(name, mode="eval").body
        call = tree if isinstance(tree, ast.Call) else ast.Call(tree, [], [])
        arguments = [ast.literal_eval(argument) for argument in call.args]
        keywords = {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg}
        return ast.unparse(call.func).split("."), arguments, keywords
    except (SyntaxError, ValueError):
        raise mistaken from None
