"""Frames: a traceback walked, capped and described but for its values, which come later."""

from collections.abc import Iterator, Mapping
from types import CodeType, FrameType, TracebackType
from typing import Any, NamedTuple

from debugpage.capture import anatomy, source, template
from debugpage.capture.clip import clip
from debugpage.capture.expressions import values_at
from debugpage.capture.library import home_of
from debugpage.capture.stale import is_stale
from debugpage.options import Options
from debugpage.report import Frame, Source, Span

MOST_FRAMES = 60
"""Frames kept of one traceback: a quarter of them from its outer end, the rest from its inner."""
MOST_LOCALS = 100
_HIDE_MARKS = ("__tracebackhide__", "__traceback_hide__")
INFO_MARKS = ("__traceback_info__", "__traceback_supplement__")
_OWN_ADAPTERS = ("debugpage.wsgi", "debugpage.asgi", "debugpage.held")


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
    return frame.f_globals.get("__name__") in _OWN_ADAPTERS


def _steps(traceback: TracebackType | None) -> Iterator[Step]:
    while traceback is not None:
        yield Step(traceback.tb_frame, traceback.tb_lineno, traceback.tb_lasti)
        traceback = traceback.tb_next


def look_at(step: Step, frame_id: str, options: Options, project: str) -> LiveFrame:
    """Describe a frame: where it is, its source, and which objects are to be shown with it."""
    code, namespace = step.frame.f_code, step.frame.f_globals
    home = home_of(code.co_filename, project)
    lines = source.lines_of(code.co_filename, namespace)
    line = step.line or code.co_firstlineno
    names = _locals(step.frame)
    place = Frame(
        frame_id,
        clip(code.co_filename, 1_000),
        clip(home.path, 1_000),
        line,
        clip(code.co_qualname, 500),
        _module(namespace),
        home.library,
        hidden=any(_is_set(names.get(mark)) for mark in _HIDE_MARKS),
    )
    if template.is_of_template(namespace):
        return _in_template(place, step, lines, names, options)
    span = source.span_of(lines, source.position_of(code, step.instruction))
    shown = place._replace(
        source=_source(code, lines, line, span, options, namespace),
        locals_omitted=max(0, len(names) - MOST_LOCALS),
    )
    values = values_at(step.frame, lines, span)
    return LiveFrame(shown, step.frame, values, _listed(step.frame, names))


def _in_template(
    place: Frame, step: Step, lines: list[str], names: Mapping[str, Any], options: Options
) -> LiveFrame:
    """Describe the line of a template; columns and qualified name are of Jinja's own code."""
    code = step.frame.f_code
    variables = template.variables(names)
    shown = place._replace(
        function=clip(code.co_name, 500),
        source=_source(code, lines, place.line, None, options),
        locals_omitted=max(0, len(variables) - MOST_LOCALS),
    )
    values = template.values_on(lines, place.line, variables)
    return LiveFrame(shown, step.frame, values, [*variables.items()][:MOST_LOCALS])


def _source(
    code: CodeType,
    lines: list[str],
    line: int,
    span: Span | None,
    options: Options,
    namespace: Mapping[str, Any] | None = None,
) -> Source | None:
    found = source.window(lines, line, span, options.source_lines, code.co_firstlineno)
    if found is None:
        return None
    file = code.co_filename
    version = source.version_of(file)
    stale = namespace is not None and is_stale(file, version, namespace)
    return found._replace(language=source.language_of(file), version=version, stale=stale)


def _locals(frame: FrameType) -> Mapping[str, Any]:
    """Return the locals of a frame; a class body or `exec` may hold them in foreign mappings."""
    found = frame.f_locals
    if anatomy.type_name(type(found)) not in ("dict", "FrameLocalsProxy"):
        return {}
    return {name: value for name, value in dict(found).items() if type(name) is str}


def _listed(frame: FrameType, names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    at_module_level = frame.f_locals is frame.f_globals or frame.f_code.co_name == "<module>"
    return [
        (name, value)
        for name, value in names.items()
        if name in INFO_MARKS or not (at_module_level and name.startswith("__"))
    ][:MOST_LOCALS]


def _is_set(mark: object) -> bool:
    """Tell whether a mark hides its frame: any value does, also a strange one, but a plain no."""
    return mark is not None and mark is not False


def _module(namespace: Mapping[str, Any]) -> str:
    name = namespace.get("__name__")
    return clip(name, 200) if type(name) is str else ""


def django_frame(
    error: BaseException, before: list[LiveFrame], frame_id: str, options: Options, project: str
) -> tuple[LiveFrame, int] | None:
    """Return the place in a Django template that an exception names, and where it belongs.

    before: the frames of the exception; the place belongs behind the last one of the engine.
    """
    place = template.place_in_django(error)
    engine = [n for n, one in enumerate(before) if template.is_of_django_engine(one.shown.module)]
    if place is None or not engine:
        return None
    lines = source.lines_of(place.file) or place.lines
    home = home_of(place.file, project)
    shown = source.window(lines, place.line, place.span(lines), options.source_lines)
    if shown is not None:
        shown = shown._replace(language="html+django", version=source.version_of(place.file))
    frame = Frame(
        frame_id, clip(place.file, 1_000), clip(home.path, 1_000), place.line, "<template>",
        library=home.library, source=shown,
    )  # fmt: skip
    variables = _django_variables([before[number] for number in reversed(engine)])
    values = template.values_on(lines, place.line, variables)
    return LiveFrame(frame, None, values, [*variables.items()][:MOST_LOCALS]), engine[-1] + 1


def _django_variables(engine: list[LiveFrame]) -> dict[str, Any]:
    found = (template.variables_of_django(dict(frame.locals)) for frame in engine)
    return next(filter(None, found), {})


def syntax_frame(error: SyntaxError, frame_id: str, options: Options, project: str) -> Frame | None:
    """Return the place that a syntax error speaks of as a frame of its own, if it names one."""
    told = {
        name: SyntaxError.__dict__[name].__get__(error)
        for name in ("filename", "lineno", "offset", "end_lineno", "end_offset", "text")
    }
    file, line = told["filename"], told["lineno"]
    if type(file) is not str or type(line) is not int:
        return None
    lines = source.lines_of(file)
    if not lines and type(told["text"]) is str:
        lines = [""] * (line - 1) + [told["text"].rstrip("\n")] if 0 < line < 100_000 else []
    shown = source.window(lines, line, _syntax_span(told, lines), options.source_lines)
    if shown is not None:
        shown = shown._replace(version=source.version_of(file))
    home = home_of(file, project)
    path = clip(home.path, 1_000)
    return Frame(frame_id, clip(file, 1_000), path, line, "<syntax>", "", home.library, shown)


def _syntax_span(told: Mapping[str, Any], lines: list[str]) -> Span | None:
    """Return the range a syntax error marks: its offsets are characters, counted from 1."""
    line, offset = told["lineno"], told["offset"]
    if type(offset) is not int or not (1 <= line <= len(lines)) or offset < 1:
        return None
    size = len(lines[line - 1])
    start = min(offset - 1, max(0, size - 1))
    end_line, end = told["end_lineno"], told["end_offset"]
    if type(end_line) is not int or type(end) is not int or not line <= end_line <= len(lines):
        return Span(line, start, line, start + 1)
    end = min(end - 1, len(lines[end_line - 1]))
    if end_line == line and end <= start:
        return Span(line, start, line, start + 1)
    return Span(line, start, end_line, max(0, end))
