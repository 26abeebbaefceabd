"""The styles and scripts that enter every page, in their order."""

import re
from functools import lru_cache

from debugpage.assets import asset_root

STYLES = (
    "tokens",
    "base",
    "top",
    "story",
    "frame",
    "source",
    "values",
    "console",
    "panels",
    "help",
)
"""Stems of the files in `static/css`, weakest first: each is a cascade layer of its own."""

EARLY_SCRIPTS = ("theme",)
"""Stems of the files in `static/js` that run before anything is painted."""

SCRIPTS = ("commands", "values", "console", "frames", "filter", "copy", "help")
"""Stems of the files in `static/js` that only add to a page which is complete without them."""


@lru_cache(maxsize=1)
def styles() -> str:
    """Return all styles as one sheet."""
    order = f"@layer {', '.join(STYLES)};\n"
    sheets = (f"@layer {stem} {{\n{_read('css', stem + '.css')}}}\n" for stem in STYLES)
    return order + "".join(sheets)


@lru_cache(maxsize=8)
def scripts(stems: tuple[str, ...] = SCRIPTS) -> tuple[str, ...]:
    """Return the texts of the scripts called `stems`."""
    return tuple(_read("js", stem + ".js") for stem in stems)


def _read(folder: str, name: str) -> str:
    text = (asset_root("static") / folder / name).read_text("utf-8")
    return re.sub(r"^ +", "", text, flags=re.MULTILINE)  # every page carries them all
