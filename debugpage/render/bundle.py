"""The styles and scripts that enter pages, and the script that they load from their server."""

import json
import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from posixpath import dirname, join, normpath
from typing import Literal, NamedTuple

from debugpage.assets import asset_root
from debugpage.render.once import once

LAYERS = (
    "tokens",
    "base",
    "top",
    "list",
    "tree",
    "story",
    "frame",
    "source",
    "values",
    "unread",
    "store",
    "console",
    "log",
    "editor",
    "completion",
    "panels",
    "help",
    "unlock",
    "heal",
    "served",
    "print",
)
"""Stems of the files in `static/css`, weakest first: each is a cascade layer of its own."""

EARLY_SCRIPTS = ("theme",)
"""Stems of the files in `static/js` that run before anything is painted, in every page."""

LIVE_SCRIPTS = ("live",)
"""Stems of the files in `static/js` that pages of the app are given, where that is asked for."""


class Kit(NamedTuple):
    """What one kind of page carries: stems of files in `static/css` and in `static/js`.

    The scripts only add to a page that is complete without them.
    """

    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()

    def also(self, more: "Kit") -> "Kit":
        """Return this one with more in it."""
        return Kit(self.styles + more.styles, self.scripts + more.scripts)


_COMMON = ("tokens", "base", "top")
NOTICE = Kit(_COMMON)
UNLOCK = Kit((*_COMMON, "unlock"), ("unlock",))
LIST = Kit((*_COMMON, "list", "help", "print"), ("keys", "list", "help"))
ERROR = Kit(
    (*_COMMON, "story", "frame", "source", "values", "console", "panels", "help", "print"),
    ("slots", "keys", "frames", "folds", "filter", "copy", "help"),
)
CHAINED = Kit(styles=("tree",))
"""What a page of several exceptions carries besides."""
LOCKED = Kit(scripts=("door",))
"""What a page carries besides whose consoles a browser can be let in to."""
SERVED = Kit(
    ("unread", "store", "log", "editor", "completion", "heal", "served"),
    ("commands", "store", "values", "unloaded", "console", "lock", "heal"),
)
"""What pages of errors load from their server, for it works with that alone."""


class Served(NamedTuple):
    """A script that is loaded: the name of its file, its text, and its digest (SRI, 3.1)."""

    name: str
    text: str
    integrity: str


@lru_cache(maxsize=8)
def styles(stems: tuple[str, ...] = ERROR.styles) -> str:
    """Return the styles called `stems` as one sheet, which names all layers in their order."""

    def made() -> str:
        return _shortened("style", f"@layer {', '.join(LAYERS)};\n" + _layers(stems))

    return once(f"styles {stems}", made)


@lru_cache(maxsize=8)
def scripts(stems: tuple[str, ...] = ERROR.scripts) -> str:
    """Return the scripts called `stems`, and all that they import, as one; "" for none."""
    return once(f"scripts {stems}", lambda: _shortened("script", joined(stems))) if stems else ""


_SERVED = """(() => {{
"use strict";
const sheet = new CSSStyleSheet();
sheet.replaceSync({sheet});
document.adoptedStyleSheets.push(sheet);
{text}}})();
"""


@lru_cache(maxsize=1)
def served() -> Served:
    """Return what pages of errors load, styles too, as one script.

    One, for the digest in the page vouches for no script that it imports. It is not made smaller:
    a browser asks for it once, and the first page need not wait for that.
    """
    text = once("served", _text_served)
    digest = sha256(text.encode()).digest()
    return Served(f"{digest.hex()[:32]}.js", text, f"sha256-{b64encode(digest).decode()}")


@lru_cache(maxsize=1)
def served_as() -> tuple[str, str]:
    """Return the name and the digest of what is served, which a page tells without reading it."""
    name, _, integrity = once("served as", _names_of_served).partition(" ")
    return name, integrity


def _names_of_served() -> str:
    return f"{served().name} {served().integrity}"


def _text_served() -> str:
    sheet = json.dumps(_shortened("style", _layers(SERVED.styles)))
    return _SERVED.format(sheet=sheet, text=joined(SERVED.scripts))


def _shortened(kind: Literal["style", "script"], text: str) -> str:
    from debugpage.render import minify  # hardly ever needed, as what it returns is kept

    return {"style": minify.style, "script": minify.script}[kind](text)


# What runs in a page is whole, so nothing can be imported when it runs, least of all from a page
# that was saved.
_IMPORT = re.compile(r"""^import [^"]+ from "(\.[^"]+)";\n""", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const |class )", re.MULTILINE)


def modules(*stems: str) -> dict[str, str]:
    """Return the texts of scripts and of all that they import, by their names in `static/js`.

    Each comes once, after those that it imports itself. What is imported shares one scope, so no
    two modules may have a name in common.
    """
    found: dict[str, str] = {}
    for stem in stems:
        _gather(stem + ".js", found)
    return found


def joined(stems: tuple[str, ...]) -> str:
    """Return scripts as one: what they import comes once, and each has a scope of its own."""
    shared = modules(*stems)
    islands = [shared.pop(f"{stem}.js") for stem in stems]
    blocks = (f"{{\n{_bare(island)}}}\n" for island in islands)
    return "".join((*map(_bare, shared.values()), *blocks))


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


def _layers(stems: tuple[str, ...]) -> str:
    return "".join(f"@layer {stem} {{\n{_read('css', stem + '.css')}}}\n" for stem in stems)


def _read(folder: str, name: str) -> str:
    return asset_root("static").joinpath(folder, *name.split("/")).read_text("utf-8")
