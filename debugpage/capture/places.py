"""Places that an exception itself speaks of, shown as frames: of syntax and of Django templates."""

from functools import partial

from debugpage.capture.clip import clip
from debugpage.capture.frames import LiveFrame, View
from debugpage.capture.source import excerpt, files, syntax
from debugpage.capture.source.library import home_of
from debugpage.capture.templates import django
from debugpage.capture.templates.variables import values_on
from debugpage.report import Frame, Source, Span


def django_frame(
    error: BaseException, before: list[LiveFrame], frame_id: str, view: View
) -> tuple[LiveFrame, int] | None:
    """Return the place in a Django template that an exception names, and where it belongs.

    before: the frames of the exception; the place belongs behind the last one of the engine.
    """
    place = django.place_of(error)
    numbers = [n for n, one in enumerate(before) if django.is_of_engine(one.shown.module)]
    if place is None or not numbers:
        return None
    engine = [live for number in numbers if (live := before[number].live) is not None]
    lines = django.lines_of(place, engine) or files.lines_of(place.file) or place.lines
    frame = _frame(frame_id, place.file, place.line, "<template>", view)
    span = place.span(lines)
    lines = [line.rstrip("\r\n") for line in lines]
    found = _source(place.file, lines, place.line, span, view)
    frame = frame._replace(source=found and found._replace(language="html+django"))
    variables = django.variables_of(engine)
    shown = LiveFrame(frame, None, variables, partial(values_on, lines, place.line, variables))
    return shown, numbers[-1] + 1


def syntax_frame(error: BaseException, frame_id: str, view: View) -> LiveFrame | None:
    """Return the place that a syntax error speaks of as a frame of its own, if it names one."""
    told = syntax.told_by(error)
    if told is None:
        return None
    file = told.file
    lines = files.lines_of(file) or syntax.lines_told(told) or files.read_anyhow(file)
    told = syntax.placed(told, lines)
    frame = _frame(frame_id, file, told.line, "<syntax>", view)
    shown = _source(file, lines, told.line, syntax.span_of(told, lines), view)
    return LiveFrame(frame._replace(source=shown), None, {}, list)


def _frame(frame_id: str, file: str, line: int, function: str, view: View) -> Frame:
    home = home_of(file, view.project)
    path = clip(home.path, 1_000)
    return Frame(frame_id, clip(file, 1_000), path, line, function, library=home.library)


def _source(file: str, lines: list[str], line: int, span: Span | None, view: View) -> Source | None:
    shown = excerpt.window(lines, line, span, view.options.source_lines)
    return shown and shown._replace(version=files.version_of(file))
