"""Frames of Jinja templates: place, text and variables are the template's, the code is Jinja's.

Of the frames of code that Jinja made, it puts others into the traceback, which tell the template's
lines (`jinja2.debug`). They have forgotten the template; but the frame that made such a one holds
the frame that it stands for. Macros called from Python keep the frames of the code itself.
"""

import re
import sys
from collections.abc import Hashable, Iterable, Mapping
from types import FrameType, TracebackType
from typing import Any, NamedTuple

from debugpage.capture import anatomy
from debugpage.capture.source import files

_MARK = "__jinja_exception__"
_TEMPLATE = "__jinja_template__"
_MADE_UP = ("<template>", "<unknown>")


class Place(NamedTuple):
    """Where in which template a frame stands.

    `file` and `name` are empty where the template has none. `template` is Jinja's own object,
    None of one that could not be compiled; that one's `text` is told by its error.
    """

    file: str
    name: str
    line: int
    variables: dict[str, Any]
    template: Any = None
    text: str = ""

    @property
    def key(self) -> tuple[int, str]:
        """Return what tells the template from all others while it is alive."""
        return (id(_attribute(self.template, "environment")) if self.name else id(self.template),
                self.name)  # fmt: skip

    def lines(self, texts: Mapping[Hashable, list[str]]) -> list[str]:
        """Return the lines of the template: of its file, else what is known of its text."""
        found = files.lines_of(self.file) if self.file else []
        return found or texts.get(self.key) or files.split(self.text)


def place_of(frame: FrameType, line: int) -> Place | None:
    """Return the place in a template that a frame stands for, None for any other frame.

    line: where the frame is, in its own code.
    """
    template = _template_of(frame)
    if template is not None:
        return _in_template(template, _line_of(template, line), _variables_of_code(frame))
    if not dict.__contains__(frame.f_globals, _MARK):
        return None
    template = _template_behind(frame)
    if template is not None:
        return _in_template(template, line, anatomy.locals_of(frame))
    return _told_by(dict.__getitem__(frame.f_globals, _MARK), line, frame)


def _in_template(template: Any, line: int, names: Mapping[str, Any]) -> Place:
    file, name = _text(template, "filename"), _text(template, "name")
    file = "" if file in _MADE_UP else file
    return Place(file, name, line, _without_jinjas(names), template)


def _told_by(error: BaseException, line: int, frame: FrameType) -> Place:
    """Return the place that a syntax error tells; of any other only its file is known."""
    if _is_a(error, "jinja2.exceptions.TemplateSyntaxError"):
        file, name, text = (_text(error, field) for field in ("filename", "name", "source"))
        return Place(file, name, line, {}, text=text)
    file = frame.f_code.co_filename
    file = "" if file in _MADE_UP else file
    return Place(file, "", line, _without_jinjas(anatomy.locals_of(frame)))


def _template_behind(frame: FrameType) -> Any:
    """Return the template of the frame that this one was put in place of, None where unknown."""
    maker = frame.f_back
    if maker is None or maker.f_globals.get("__name__") != "jinja2.debug":
        return None
    entry = maker.f_locals.get("tb")
    return _template_of(entry.tb_frame) if type(entry) is TracebackType else None


def _template_of(frame: FrameType) -> Any:
    """Return the template that the code of a frame was made from, None for any other frame."""
    template = dict.get(frame.f_globals, _TEMPLATE)
    if template is None:  # as nearly always
        return None
    return template if _is_a(template, "jinja2.environment.Template") else None


def _is_a(value: object, name: str) -> bool:
    return any(anatomy.type_name(cls) == name for cls in anatomy.lineage(type(value)))


def _attribute(owner: object, name: str) -> Any:
    return (anatomy.instance_dict(owner) or {}).get(name)


def _text(owner: object, name: str) -> str:
    found = _attribute(owner, name)
    return str.__str__(found) if issubclass(type(found), str) else ""


def _line_of(template: object, line: int) -> int:
    """Return the line of a template that a line of its code was made from."""
    pairs = re.findall(r"(\d+)=(\d+)", _text(template, "_debug_info"))
    return next((int(here) for here, code in reversed(pairs) if int(code) <= line), 1)


def _variables_of_code(frame: FrameType) -> dict[str, Any]:
    """Return the variables of a template from its code, where they are `l_<depth>_<name>`."""
    missing = getattr(sys.modules.get("jinja2.utils"), "missing", None)
    own = anatomy.locals_of(frame)
    context = own.get("context")
    held = [_attribute(context, name) for name in ("parent", "vars")]
    found = {name: value for names in held if type(names) is dict for name, value in names.items()}
    depths: dict[str, int] = {}
    for local, value in own.items():
        told = re.fullmatch(r"l_(\d+)_(\w+)", local)
        if told and value is not missing and int(told[1]) >= depths.get(told[2], 0):
            depths[told[2]], found[told[2]] = int(told[1]), value
    return found


def language_of(file: str) -> str:
    """Return the Pygments alias of the language of a template, by its file's ending."""
    language = files.language_of(file)
    return "html+jinja" if language == "python" else language


def _without_jinjas(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template's variables, its own before those of the app, without Jinja's."""
    defaults = getattr(sys.modules.get("jinja2.defaults"), "DEFAULT_NAMESPACE", {})
    return {
        name: names[name]
        for name in reversed([*names])
        if type(name) is str and (name not in defaults or names[name] is not defaults[name])
    }


def text_of(place: Place, frames: Iterable[FrameType]) -> object:
    """Ask the loader of a template for its text; this runs code of the application.

    Jinja keeps no text of `Environment.from_string`; but Flask and Quart hold it while they render.

    frames: all frames of the error.
    """
    if not place.name:
        return _held_beside(place.template, frames)
    environment = place.template.environment
    return environment.loader.get_source(environment, place.name)[0]


def _held_beside(template: object, frames: Iterable[FrameType]) -> object:
    """Return the text that a function still holds which has made a template of it."""
    for frame in frames:
        names = anatomy.locals_of(frame)
        if names.get("template") is template and "source" in names:
            return names["source"]
    return None
