"""Frames: a traceback walked, capped and described but for its values, which come later."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from inspect import CO_NEWLOCALS
from itertools import islice
from types import FrameType, TracebackType
from typing import Any, NamedTuple

from debugpage.capture import anatomy
from debugpage.capture.clip import clip
from debugpage.capture.loaders import Texts
from debugpage.capture.source import excerpt, files
from debugpage.capture.source.expressions import values_of
from debugpage.capture.source.files import Files
from debugpage.capture.source.library import home_of, is_made_up
from debugpage.capture.source.site import Ground, Site, site_of
from debugpage.capture.templates import jinja
from debugpage.capture.templates.variables import values_on
from debugpage.options import Options
from debugpage.report import Frame

MOST_FRAMES = 60
"""Frames kept of one traceback: a quarter of them from its outer end, the rest from its inner."""
MOST_LOCALS = 100
_HIDE_MARKS = ("__tracebackhide__", "__traceback_hide__")
INFO_MARKS = ("__traceback_info__", "__traceback_supplement__")
_OWN_ADAPTERS = (
    *("debugpage.wsgi", "debugpage.bodies", "debugpage.asgi", "debugpage.held", "debugpage.rescue"),
    *("debugpage.over_", "debugpage.integrations."),
)
"""How the names of modules begin whose frames lie between a server and an app."""


class Step(NamedTuple):
    """One entry of a traceback: the frame, and where it was when the exception passed."""

    frame: FrameType
    line: int
    instruction: int


Named = tuple[str, Any]
"""An object under a name, or by an expression."""


class LiveFrame:
    """A frame as it will be shown, beside the live one and the objects its values come from.

    `names` are the locals it shows, or the variables of a template. `read` finds the objects at
    the failing range.
    """

    def __init__(
        self,
        shown: Frame,
        live: FrameType | None,
        names: Mapping[str, Any],
        read: Callable[[], list[Named]],
    ) -> None:
        self.shown = shown
        self.live = live
        self.names = names
        self._read = read
        self._values: list[Named] | None = None

    @property
    def values(self) -> list[Named]:
        """The objects at the failing range, by the expressions there; found when asked for."""
        if self._values is None:
            self._values = self._read()
        return self._values

    @property
    def locals(self) -> list[Named]:
        """The locals that are shown."""
        return list(islice(self.names.items(), MOST_LOCALS))


class View(NamedTuple):
    """How frames are looked at.

    `project` is the folder that own files are shown against; `files` are those of the error, and
    `texts` those that no file holds.
    """

    options: Options
    project: str
    files: Files
    texts: Texts


class Walk(NamedTuple):
    """The steps kept of a traceback; `omitted` were left out after the one at `after`."""

    steps: list[Step]
    omitted: int = 0
    after: int = -1


def walk(traceback: TracebackType | None, most: int = MOST_FRAMES) -> Walk:
    """Return the steps of a traceback, outermost first, without those of our adapters.

    most: how many steps are kept, if fewer than `MOST_FRAMES`.
    """
    steps = [step for step in _steps(traceback) if not _is_ours(step.frame)]
    most = min(most, MOST_FRAMES)
    if len(steps) <= most:
        return Walk(steps)
    outer = most // 4
    return Walk(steps[:outer] + steps[outer - most :], len(steps) - most, outer - 1)


def _is_ours(frame: FrameType) -> bool:
    return _text(dict.get(frame.f_globals, "__name__")).startswith(_OWN_ADAPTERS)


def _steps(traceback: TracebackType | None) -> Iterator[Step]:
    while traceback is not None:
        yield Step(traceback.tb_frame, traceback.tb_lineno, traceback.tb_lasti)
        traceback = traceback.tb_next


def look_at(step: Step, frame_id: str, view: View, *, is_innermost: bool = True) -> LiveFrame:
    """Describe a frame: where it is, its source, and which objects are to be shown with it.

    is_innermost: whether the exception was raised there, and not further inside.
    """
    frame = step.frame
    place = jinja.place_of(frame, step.line)
    if place is not None:
        return _in_template(place, step, frame_id, view)
    site = _site(step, view, is_innermost=is_innermost)
    held = anatomy.locals_of(frame)
    names = _listed(frame, held)
    shown = Frame(
        frame_id,
        site.file,
        site.path,
        step.line or frame.f_code.co_firstlineno,
        site.function,
        site.module,
        site.library,
        site.source,
        locals_omitted=max(0, len(names) - MOST_LOCALS),
        hidden=_is_hidden(held),
    )
    return LiveFrame(shown, frame, names, partial(values_of, site.expressions, frame, names))


def _site(step: Step, view: View, *, is_innermost: bool) -> Site:
    code, names = step.frame.f_code, anatomy.globals_of(step.frame)
    file = code.co_filename
    look = view.files.look(file)
    ground = Ground(
        code,
        [] if is_made_up(file, names) else look.lines or _lines(file, view),
        look.version,
        _text(names.get("__name__")),
        _text(names.get("__file__")),
        view.project,
        view.options.source_lines,
    )
    line = step.line or code.co_firstlineno
    return site_of(ground, step.instruction, line, names, is_innermost=is_innermost)


def _lines(file: str, view: View) -> list[str]:
    """Return the lines of code where they are not those of a file that is read as usual."""
    return view.texts.get(file) or files.read_anyhow(file)


def _in_template(place: jinja.Place, step: Step, frame_id: str, view: View) -> LiveFrame:
    """Describe the line of a template; columns and qualified name are of Jinja's own code."""
    code = step.frame.f_code
    file = place.file or place.name or code.co_filename
    home = home_of(file, view.project)
    lines, variables = place.lines(view.texts), place.variables
    found = excerpt.window(lines, place.line, None, view.options.source_lines)
    shown = Frame(
        frame_id,
        clip(file, 1_000),
        clip(home.path, 1_000),
        place.line,
        clip(code.co_name, 500),
        library=home.library,
        source=found
        and found._replace(language=jinja.language_of(file), version=files.version_of(place.file)),
        locals_omitted=max(0, len(variables) - MOST_LOCALS),
    )
    return LiveFrame(shown, step.frame, variables, partial(values_on, lines, place.line, variables))


def _listed(frame: FrameType, names: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the locals of a frame that are shown: of a module without what every module has."""
    if frame.f_code.co_name != "<module>" and _has_own_names(frame):
        return names
    return {name: names[name] for name in names if name in INFO_MARKS or name[:2] != "__"}


def _is_hidden(names: Mapping[str, Any]) -> bool:
    """Tell whether a mark hides a frame: any value does, also a strange one, but a plain no."""
    for mark in _HIDE_MARKS:
        if mark in names and names[mark] is not None and names[mark] is not False:
            return True
    return False


def _has_own_names(frame: FrameType) -> bool:
    return bool(frame.f_code.co_flags & CO_NEWLOCALS) or frame.f_locals is not frame.f_globals


def _text(value: object) -> str:
    """Return what a module holds by a name of its own if that is a text; anything may be there."""
    return value if type(value) is str else ""
