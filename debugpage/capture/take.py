"""From an exception to its report, and to the live frames beside it."""

import secrets
import time
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType
from typing import NamedTuple

from debugpage.capture import anatomy
from debugpage.capture.chain import Graph, Link, graph_of
from debugpage.capture.clip import clip
from debugpage.capture.environment import environment
from debugpage.capture.frames import INFO_MARKS, LiveFrame, View, Walk, look_at, walk
from debugpage.capture.guard import Abandoned, run_in_rounds, run_within
from debugpage.capture.hints import Place, hints_for
from debugpage.capture.loaders import texts_of
from debugpage.capture.places import django_frame, syntax_frame
from debugpage.capture.plain import plain_traceback
from debugpage.capture.redaction.learned import Masker, mask_problem, mask_request
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.values.describer import Describer, QuietDescriber
from debugpage.options import Options
from debugpage.report import Entry, Frame, Hint, Problem, Report, RequestInfo, root_cause

MESSAGE_LENGTH = 20_000
"""Characters kept of a message; fewer of each when there are many exceptions."""
MOST_NOTES, SHORTEST_NOTE = 50, 200
"""Notes kept of an exception, and the characters of one that are kept in any case."""
FRAMES_IN_ALL = 400
_LIBRARY_DEPTH = 2
_NAME_LENGTH = 200


class _Shown(NamedTuple):
    """What is shown of the live objects of a frame."""

    values: tuple[Entry, ...]
    locals: tuple[Entry, ...]
    info: str


class Captured(NamedTuple):
    """A report, the live frames it speaks of by the ids of its frames, and its secrets' mask."""

    report: Report
    frames: dict[str, FrameType]
    mask: Masker | None = None


class _Said(NamedTuple):
    """What an exception says of itself, and what may be said to it."""

    message: str
    notes: tuple[str, ...]
    hints: tuple[Hint, ...] = ()


class _Draft(NamedTuple):
    """A problem in the making: its place in the graph, and its frames with live objects.

    `project` is the folder that the developer's own files are shown against.
    """

    link: Link
    frames: list[LiveFrame]
    walk: Walk
    project: str


def take(
    error: BaseException,
    options: Options,
    request: RequestInfo | None = None,
    redactor: Redactor | None = None,
) -> Captured:
    """Capture an exception with its chain and groups, frames, source and values.

    Total: whatever the exception and the values in its frames are, a report comes back, within
    the time that `options.repr_milliseconds` gives to `__repr__` and `__str__` of theirs.
    `redactor` masks secrets, also those it has learned from the request; one with the names of
    `options.redact` if None.
    """
    graph, redactor = graph_of(error), redactor or Redactor(options.redact)
    drafts = _drafts(graph, options)
    said = _sayings(drafts, redactor, options)
    problems = tuple(_problem(draft, saying) for draft, saying in zip(drafts, said, strict=True))
    problems = _with_values(problems, drafts, redactor, options)
    mask = redactor.masker()
    if mask is not None:
        problems = tuple(mask_problem(problem, mask) for problem in problems)
        request = mask_request(request, mask) if request else None
    report = Report(
        id=secrets.token_hex(16),
        time=time.time(),
        problems=problems,
        environment=environment(f.library for p in problems for f in p.frames if f.library),
        traceback=plain_traceback(problems),
        app=redactor.clipped(options.name, _NAME_LENGTH),
        request=request,
        problems_omitted=graph.omitted,
    )
    return Captured(report, _live(drafts), mask)


def _drafts(graph: Graph, options: Options) -> list[_Draft]:
    room = max(6, FRAMES_IN_ALL // len(graph.links))
    walks = [walk(anatomy.traceback_of(link.error), room) for link in graph.links]
    steps = [(step.frame, step.line) for walked in walks for step in walked.steps]
    texts = texts_of(steps, options.repr_milliseconds / 1_000)
    view = View(options, options.folder, texts)
    pairs = zip(graph.links, walks, strict=True)
    return [_draft(number, link, walked, view) for number, (link, walked) in enumerate(pairs)]


def _draft(number: int, link: Link, walked: Walk, view: View) -> _Draft:
    frames = [
        look_at(step, f"{number}.{position}", view) for position, step in enumerate(walked.steps)
    ]
    if issubclass(type(link.error), SyntaxError):
        place = syntax_frame(link.error, f"{number}.{len(frames)}", view)
        frames += [place] if place else []
    in_template = django_frame(link.error, frames, f"{number}.{len(frames)}", view)
    if in_template is not None:
        frames.insert(in_template[1], in_template[0])
    return _Draft(link, frames, walked, view.project)


def _live(drafts: list[_Draft]) -> dict[str, FrameType]:
    return {
        frame.shown.id: frame.live
        for draft in drafts
        for frame in draft.frames
        if frame.live is not None
    }


def _sayings(drafts: list[_Draft], redactor: Redactor, options: Options) -> list[_Said]:
    """Return what each exception says; asking for it runs foreign code."""
    length = max(500, MESSAGE_LENGTH // len(drafts))
    jobs = [partial(_asked, draft, redactor, length) for draft in drafts]
    told = run_within(options.repr_milliseconds / 1_000, jobs)
    return told + [_not_asked(draft, redactor, length) for draft in drafts[len(told) :]]


def _asked(draft: _Draft, redactor: Redactor, length: int) -> _Said:
    error = draft.link.error
    notes = _notes(error, Describer(redactor), redactor, length)
    hints = hints_for(error, _place(draft.frames[-1], draft.project)) if draft.frames else ()
    return _Said(redactor.clipped(_message(error), length), notes, hints)


def _not_asked(draft: _Draft, redactor: Redactor, length: int) -> _Said:
    arguments = BaseException.__dict__["args"].__get__(draft.link.error)
    message = "<its str() did not answer in time>"
    if len(arguments) == 1 and type(arguments[0]) is str:
        message = arguments[0]
    notes = _notes(draft.link.error, QuietDescriber(redactor), redactor, length)
    return _Said(redactor.clipped(message, length), notes)


def _place(frame: LiveFrame, project: str) -> Place:
    names = frame.live.f_globals if frame.live is not None else {}
    return Place(dict(frame.locals), names, frame.values, project)


def _notes(
    error: BaseException, describer: Describer, redactor: Redactor, length: int
) -> tuple[str, ...]:
    notes = (anatomy.instance_dict(error) or {}).get("__notes__", [])
    if type(notes) not in (list, tuple):
        notes = [notes]
    texts = [_note(note, describer) for note in notes[:MOST_NOTES]]
    if len(notes) > MOST_NOTES:
        texts.append(f"… {len(notes) - MOST_NOTES:,} notes left out …")
    return tuple(_sharing(length, texts, redactor))


def _sharing(length: int, texts: list[str], redactor: Redactor) -> Iterator[str]:
    """Yield the notes, each cut to what those before it have left of a length for all."""
    for text in texts:
        note = redactor.clipped(text, max(SHORTEST_NOTE, length))
        length -= len(note)
        yield note


def _note(note: object, describer: Describer) -> str:
    return str.__str__(note) if issubclass(type(note), str) else describer.describe(note).text


def _message(error: BaseException) -> str:
    try:
        return str.__str__(str(error))
    except Abandoned:
        raise
    except BaseException as failure:  # noqa: BLE001 - even SystemExit from a `__str__` ends here
        return f"<its str() raised {anatomy.type_name(type(failure))}>"


def _problem(draft: _Draft, said: _Said) -> Problem:
    cls = type(draft.link.error)
    return Problem(
        clip(anatomy.qualified_name(cls), 500),
        clip(anatomy.module_name(cls), 500),
        said.message,
        said.notes,
        said.hints,
        tuple(frame.shown for frame in draft.frames),
        frames_omitted=draft.walk.omitted,
        omitted_after=draft.walk.after,
        cause=draft.link.cause,
        context=draft.link.context,
        context_suppressed=draft.link.suppressed,
        members=draft.link.members,
        members_omitted=draft.link.members_omitted,
    )


def _with_values(
    problems: tuple[Problem, ...], drafts: list[_Draft], redactor: Redactor, options: Options
) -> tuple[Problem, ...]:
    """Return the problems with the values of their frames, the most telling ones made first."""
    frames = list(_by_importance(problems, drafts))
    loud, quiet = Describer(redactor), QuietDescriber(redactor)
    jobs: list[Callable[[], _Shown]] = [partial(_values, frame, loud) for frame in frames]
    made = run_in_rounds(options.repr_milliseconds / 1_000, jobs)
    made = made + [_values(frame, quiet) for frame in frames[len(made) :]]
    shown = dict(zip((frame.shown.id for frame in frames), made, strict=True))
    return tuple(
        problem._replace(frames=tuple(_filled(frame, shown) for frame in problem.frames))
        for problem in problems
    )


def _by_importance(problems: tuple[Problem, ...], drafts: list[_Draft]) -> Iterator[LiveFrame]:
    """Yield frames so that those read first come first: the root cause's, innermost, own code."""
    cause = drafts[root_cause(problems)]
    others = [draft for draft in drafts if draft is not cause]
    ordered = [frame for draft in (cause, *others) for frame in reversed(draft.frames)]
    yield from sorted(ordered, key=lambda frame: bool(frame.shown.library))


def _values(frame: LiveFrame, describer: Describer) -> _Shown:
    depth = _LIBRARY_DEPTH if frame.shown.library else 0
    describer.begin()
    shown = tuple(describer.entry(name, value, depth) for name, value in frame.locals)
    told = [entry.value for entry in shown if entry.name in INFO_MARKS]
    return _Shown(
        tuple(describer.entry(text, value, depth) for text, value in frame.values),
        tuple(entry for entry in shown if entry.name not in INFO_MARKS),
        "\n".join(value.text for value in told),
    )


def _filled(frame: Frame, shown: dict[str, _Shown]) -> Frame:
    made = shown[frame.id]
    return frame._replace(values=made.values, locals=made.locals, info=made.info)
