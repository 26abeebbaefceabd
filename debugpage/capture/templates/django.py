"""Where in a Django template an exception was: it says so itself, its variables are the engine's.

The engine runs a template node by node, and puts the place of the one that failed on the exception
(`template_debug`). By the time that it is captured, the nodes have taken their variables back; but
the frames of their `render` still hold them.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import FrameType
from typing import Any, NamedTuple

from debugpage.capture import anatomy
from debugpage.report import Span


class Place(NamedTuple):
    """Where in a template an exception was; `lines` are the template's, as far as it told them.

    `start` and `end` are equal where it told no tag, as of templates that Jinja has in Django.
    """

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


def place_of(error: BaseException) -> Place | None:
    """Return where in a template of Django's an exception was, if it says so."""
    told = (anatomy.instance_dict(error) or {}).get("template_debug")
    if type(told) is not dict:
        return None
    file, line = told.get("name"), told.get("line")
    start, end = told.get("start", 0), told.get("end", 0)
    # The name in a tag of a template is a SafeString.
    if not issubclass(type(file), str) or not (type(line) is type(start) is type(end) is int):
        return None
    return Place(str.__str__(file), line, _told_lines(told.get("source_lines")), start, end)


def _told_lines(pairs: Any) -> list[str]:
    """Return lines from pairs of number and text; those before the first one are empty."""
    lines: list[str] = []
    for number, text in pairs if type(pairs) is list else ():
        lines += [""] * (number - 1 - len(lines))
        lines.append(str.__str__(text).rstrip("\r\n"))
    return lines


def is_of_engine(module: str) -> bool:
    """Tell by the module of a frame whether it is one of Django's template engine."""
    return module.startswith("django.template.")


def lines_of(place: Place, engine: Iterable[FrameType]) -> list[str]:
    """Return the lines of a template as the engine cut them, from its frames; or []."""
    for frame in engine:
        template: Any = anatomy.instance_dict(anatomy.locals_of(frame).get("self")) or {}
        origin: Any = anatomy.instance_dict(template.get("origin")) or {}
        name, text = origin.get("name"), template.get("source")
        if issubclass(type(name), str) and issubclass(type(text), str) and name == place.file:
            return str.split(text, "\n")
    return []


def variables_of(engine: Sequence[FrameType]) -> dict[str, Any]:
    """Return the variables that the node which failed saw.

    engine: the frames of the engine, outermost first.
    """
    held = [anatomy.locals_of(frame) for frame in engine]
    contexts = [names["context"] for names in held if _levels(names.get("context"))]
    if not contexts:
        return {}
    found: dict[str, Any] = {}
    for level in _levels(contexts[-1]):
        found.update(level)
    for names in held:
        if names.get("context") is contexts[-1]:
            found.update(_variables_of_node(names))
    return {
        name: value
        for name, value in found.items()
        if type(name) is str and name not in ("True", "False", "None")
    }


def _levels(context: object) -> list[dict[Any, Any]]:
    """Return what a context holds, outermost level first: their names and values."""
    levels = (anatomy.instance_dict(context) or {}).get("dicts")
    found = levels if type(levels) is list else []
    return [dict(dict.items(level)) for level in found if issubclass(type(level), dict)]


def _variables_of_node(names: Mapping[str, Any]) -> dict[Any, Any]:
    """Return the variables that a node adds to the context, from the locals of its `render`."""
    if "loop_dict" not in names:  # else it is `for`, whose `values` are what it goes through
        added = names.get("values")
        return added if type(added) is dict else {}
    unpacked = names.get("unpacked_vars")
    if type(unpacked) is not dict:
        variables = (anatomy.instance_dict(names.get("self")) or {}).get("loopvars")
        unpacked = {variables[0]: names.get("item")} if type(variables) is list else {}
    return {"forloop": names["loop_dict"], **unpacked}
