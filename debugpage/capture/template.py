"""Frames of Jinja templates: file and line are the template's, the code is made up by Jinja."""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

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
