"""Frames: a traceback walked, capped and described but for its values, which come later."""

from collections.abc import Iterator, Mapping
from inspect import CO_NEWLOCALS
from types import FrameType, TracebackType
from typing import Any, NamedTuple

from debugpage.capture import anatomy
from debugpage.capture.clip import clip
from debugpage.capture.loaders import Texts
from debugpage.capture.source import excerpt, files
from debugpage.capture.source.expressions import values_of
from debugpage.capture.source.files import Files
from debugpage.capture.source.library import home_of, home_of_code, is_made_up
from debugpage.capture.source.site import site_of
from debugpage.capture.source.stale import is_stale
from debugpage.capture.templates import jinja
from debugpage.capture.templates.variables import values_on
from debugpage.options import Options
from debugpage.report import Frame, Source

MOST_FRAMES = 60
"""Frames kept of one traceback: a quarter of them from its outer end, the rest from its inner."""
MOST_LOCALS = 100
MARGIN_OF_LIBRARY = 2
"""Lines on each side of the failing one in a library's frames, but for the one that raised."""
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


class LiveFrame(NamedTuple):
    """A frame as it will be shown, beside the live one and the objects its values come from."""

    shown: Frame
    live: FrameType | None
    values: list[tuple[str, Any]]
    locals: list[tuple[str, Any]]


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
    return _module(frame.f_globals).startswith(_OWN_ADAPTERS)


def _steps(traceback: TracebackType | None) -> Iterator[Step]:
    while traceback is not None:
        yield Step(traceback.tb_frame, traceback.tb_lineno, traceback.tb_lasti)
        traceback = traceback.tb_next


def look_at(step: Step, frame_id: str, view: View, *, is_innermost: bool = True) -> LiveFrame:
    """Describe a frame: where it is, its source, and which objects are to be shown with it.

    is_innermost: whether the exception was raised there, and not further inside.
    """
    place = jinja.place_of(step.frame, step.line)
    if place is not None:
        return _in_template(place, step, frame_id, view)
    code, namespace = step.frame.f_code, anatomy.globals_of(step.frame)
    file = code.co_filename
    home = home_of_code(file, namespace, view.project)
    lines = [] if is_made_up(file, namespace) else _lines(file, view)
    line = step.line or code.co_firstlineno
    is_passed = bool(home.library) and not is_innermost
    most = MARGIN_OF_LIBRARY if is_passed else view.options.source_lines
    site = site_of(code, step.instruction, line, lines, min(most, view.options.source_lines))
    names = anatomy.locals_of(step.frame)
    shown = Frame(
        frame_id,
        clip(file, 1_000),
        clip(home.path, 1_000),
        line,
        clip(code.co_qualname, 500),
        _module(namespace),
        home.library,
        _source(site.source, file, view.files, namespace),
        locals_omitted=max(0, len(names) - MOST_LOCALS),
        hidden=any(_is_set(names.get(mark)) for mark in _HIDE_MARKS),
    )
    values = values_of(site.paths if is_passed else site.expressions, step.frame, names)
    return LiveFrame(shown, step.frame, values, _listed(step.frame, names))


def _lines(file: str, view: View) -> list[str]:
    return view.files.lines(file) or view.texts.get(file) or files.read_anyhow(file)


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
    values = values_on(lines, place.line, variables)
    return LiveFrame(shown, step.frame, values, [*variables.items()][:MOST_LOCALS])


def _source(
    found: Source | None, file: str, known: Files, namespace: Mapping[str, Any]
) -> Source | None:
    if found is None:
        return None
    version = known.version(file)
    stale = is_stale(file, version, namespace)
    language = files.language_of(file)
    return Source(found.first, found.lines, found.span, found.inside, language, version, stale)


def _listed(frame: FrameType, names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    at_module_level = frame.f_code.co_name == "<module>" or not _has_own_names(frame)
    return [
        (name, value)
        for name, value in names.items()
        if name in INFO_MARKS or not (at_module_level and name.startswith("__"))
    ][:MOST_LOCALS]


def _has_own_names(frame: FrameType) -> bool:
    return bool(frame.f_code.co_flags & CO_NEWLOCALS) or frame.f_locals is not frame.f_globals


def _is_set(mark: object) -> bool:
    """Tell whether a mark hides its frame: any value does, also a strange one, but a plain no."""
    return mark is not None and mark is not False


def _module(namespace: dict[str, Any]) -> str:
    name = dict.get(namespace, "__name__")
    return clip(name, 200) if type(name) is str else ""
