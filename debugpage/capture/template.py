"""Frames of templates: file and line are the template's, the code is the engine's.

Jinja makes up code whose frames tell the template's lines. Django tells on the exception itself
where in a template it was (`template_debug`), and the frames are those of its engine.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from debugpage.capture import anatomy
from debugpage.report import Span

_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_MARK = "__jinja_exception__"


def is_of_template(namespace: Mapping[str, Any]) -> bool:
    """Tell by a frame's globals whether it stands for a line of a template."""
    return _MARK in namespace


def values_on(lines: Sequence[str], line: int, names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the variables that stand on a line (its number) of a template, in their order."""
    text = lines[line - 1] if 1 <= line <= len(lines) else ""
    return [(name, names[name]) for name in dict.fromkeys(_NAME.findall(text)) if name in names]


def variables(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template's variables, its own before those of the app, without Jinja's."""
    defaults = getattr(sys.modules.get("jinja2.defaults"), "DEFAULT_NAMESPACE", {})
    return {
        name: names[name]
        for name in reversed([*names])
        if name not in defaults or names[name] is not defaults[name]
    }


class Place(NamedTuple):
    """Where in a template an exception was; `lines` are the template's, as far as it told them."""

    file: str
    line: int
    lines: list[str]
    start: int
    end: int

    def span(self, lines: Sequence[str]) -> Span | None:
        """Return the range of the tag that failed, given the lines of the whole template."""
        if not 1 <= self.line <= len(lines):
            return None
        column = self.start - sum(len(line) + 1 for line in lines[: self.line - 1])
        end = column + self.end - self.start
        return Span(self.line, column, self.line, end) if 0 <= column < end else None


def place_in_django(error: BaseException) -> Place | None:
    """Return where in a template of Django's an exception was, if it says so."""
    told = (anatomy.instance_dict(error) or {}).get("template_debug")
    if type(told) is not dict:
        return None
    file, line, start, end = (told.get(name) for name in ("name", "line", "start", "end"))
    if type(file) is not str or not (type(line) is type(start) is type(end) is int):
        return None
    return Place(file, line, _told_lines(told.get("source_lines")), start, end)


def _told_lines(pairs: Any) -> list[str]:
    """Return lines from pairs of number and text; those before the first one are empty."""
    lines: list[str] = []
    for number, text in pairs if type(pairs) is list else ():
        lines += [""] * (number - 1 - len(lines))
        lines.append(str.__str__(text).rstrip("\r\n"))
    return lines


def is_of_django_engine(module: str) -> bool:
    """Tell by the module of a frame whether it is one of Django's template engine."""
    return module.startswith("django.template.")


def variables_of_django(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables of the template that a frame of Django's engine renders."""
    context = names.get("context")
    held: Any = (anatomy.instance_dict(context) or {}).get("dicts")
    found: dict[str, Any] = {}
    for names_of_level in held if type(held) is list else ():
        if type(names_of_level) is dict:
            found.update((n, value) for n, value in names_of_level.items() if type(n) is str)
    return {name: found[name] for name in found if name not in ("True", "False", "None")}
