"""The styles and scripts that enter every page, in their order."""

import re
from functools import lru_cache
from posixpath import dirname, join, normpath

from debugpage.assets import asset_root
from debugpage.render import minify

STYLES = (
    "tokens",
    "base",
    "top",
    "list",
    "story",
    "frame",
    "source",
    "values",
    "store",
    "console",
    "editor",
    "completion",
    "panels",
    "help",
    "unlock",
    "heal",
    "print",
)
"""Stems of the files in `static/css`, weakest first: each is a cascade layer of its own."""

EARLY_SCRIPTS = ("theme",)
"""Stems of the files in `static/js` that run before anything is painted."""

SCRIPTS = (
    "commands",
    "store",
    "values",
    "console",
    "keys",
    "frames",
    "folds",
    "filter",
    "copy",
    "help",
    "locked",
)
"""Stems of the files in `static/js` that only add to a page which is complete without them."""

HEAL_SCRIPTS = ("heal",)
"""Stems of the files in `static/js` that a page needs which can follow the app, or send again."""

LIST_SCRIPTS = ("keys", "list", "help")
"""Stems of the files in `static/js` that the list of errors needs to follow, and to be filtered."""

LIVE_SCRIPTS = ("live",)
"""Stems of the files in `static/js` that pages of the app are given, where that is asked for."""

UNLOCK_SCRIPTS = ("unlock",)
"""Stems of the files in `static/js` that the page needs which opens the consoles."""


@lru_cache(maxsize=1)
def styles() -> str:
    """Return all styles as one sheet."""
    order = f"@layer {', '.join(STYLES)};\n"
    sheets = (f"@layer {stem} {{\n{_read('css', stem + '.css')}}}\n" for stem in STYLES)
    return minify.style(order + "".join(sheets))


@lru_cache(maxsize=8)
def scripts(stems: tuple[str, ...] = SCRIPTS) -> tuple[str, ...]:
    """Return the texts of the scripts called `stems`, each with all that it imports."""
    return tuple(minify.script("".join(map(_bare, modules(stem).values()))) for stem in stems)


# A page holds all of its scripts, so nothing can be imported when it runs, least of all from a
# page that was saved.
_IMPORT = re.compile(r"""^import [^"]+ from "(\.[^"]+)";\n""", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const |class )", re.MULTILINE)


def modules(stem: str) -> dict[str, str]:
    """Return the texts of a script and of all that it imports, by their names in `static/js`.

    Each comes once, after those that it imports itself. In a page they share one scope, so no two
    of them may have a name in common.
    """
    found: dict[str, str] = {}
    _gather(stem + ".js", found)
    return found


def _gather(name: str, found: dict[str, str]) -> None:
    text = _read("js", name)
    for imported in _IMPORT.findall(text):
        wanted = normpath(join(dirname(name), imported))
        if wanted not in found:
            _gather(wanted, found)
    found[name] = text


def _bare(text: str) -> str:
    """Return a module's text without imports and exports."""
    return _EXPORT.sub("", _IMPORT.sub("", text))


def _read(folder: str, name: str) -> str:
    return asset_root("static").joinpath(folder, *name.split("/")).read_text("utf-8")
