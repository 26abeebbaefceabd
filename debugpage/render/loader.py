"""Where templates come from: folders of one's own first, then the built-in ones, parts put in."""

import re
from functools import partial
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, FunctionLoader, PrefixLoader

from debugpage.assets import asset_root

BUILT_IN = "debugpage"
"""Prefix under which a template of one's own reaches the built-in ones, to extend them."""
_INCLUDE = re.compile(r'{% include "(parts/[\w-]+\.html)" %}\n?')
_REMARK = re.compile(r"\A{#-.*?-#}\s*", re.DOTALL)


def loader_of(folders: tuple[Path, ...]) -> BaseLoader:
    """Return what finds a template by its name in folders of one's own, else a built-in one."""
    built_in = FunctionLoader(partial(_assembled, folders))
    own = [FileSystemLoader(folders)] if folders else []
    return ChoiceLoader([*own, built_in, PrefixLoader({BUILT_IN: built_in})])


def _assembled(folders: tuple[Path, ...], name: str) -> str | None:
    """Return the text of a built-in template with those of the parts that it includes.

    Jinja makes a context for each include of a page, which costs more than most parts do. A part
    that has another of its name in `folders` is left for Jinja to include.
    """

    def part(include: re.Match[str]) -> str:
        if any((folder / include[1]).is_file() for folder in folders):
            return include[0]
        text = _assembled(folders, include[1]) or ""
        # As Jinja has it, the line feeds at the ends of a file and of a tag are not printed.
        return _REMARK.sub("", text).removesuffix("\n")

    text = _read(name)
    return text and _INCLUDE.sub(part, text)


def _read(name: str) -> str | None:
    template = asset_root("templates")
    for part in name.split("/"):
        template = template / part
    return template.read_text("utf-8") if template.is_file() else None
