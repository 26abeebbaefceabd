"""From an exception to its report, and to the live frames beside it."""

import secrets
import sys
import time
from collections.abc import Mapping
from enum import Enum
from types import FrameType
from typing import NamedTuple

from debugpage.capture import anatomy
from debugpage.capture.chain import Graph, Link, graph_of
from debugpage.capture.clip import clip
from debugpage.capture.environment import environment
from debugpage.capture.frames import LiveFrame, View, Walk, look_at, walk
from debugpage.capture.guard import ask_all
from debugpage.capture.hints import Place, hints_for
from debugpage.capture.loaders import texts_of
from debugpage.capture.plain import plain_traceback
from debugpage.capture.redaction.learned import mask_problem, mask_request
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.remainder import Remainder, can_wait, left_out
from debugpage.capture.sayings import Said, sayings
from debugpage.capture.shown import Sight, Sketch
from debugpage.capture.source.files import Files
from debugpage.options import Options
from debugpage.report import Frame, Hint, Problem, Report, RequestInfo, root_cause

FRAMES_IN_ALL = 400
_NAME_LENGTH = 200


class Values(Enum):
    """Of which frames a report has the values from the beginning."""

    ALL = "all"
    OWN = "own"
    """Of own code's, and of those that raised: the others' can be made of what remains."""


class Captured(NamedTuple):
    """A report, the live frames it speaks of by the ids of its frames, and what it leaves out."""

    report: Report
    frames: dict[str, FrameType]
    remainder: Remainder


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
    values: Values = Values.ALL,
) -> Captured:
    """Capture an exception with its chain and groups, frames, source and values.

    Total: whatever the exception and the values in its frames are, a report comes back, within
    the time that `options.repr_milliseconds` gives to `__repr__` and `__str__` of theirs.
    `redactor` masks secrets, also those it has learned from the request; one with the names of
    `options.redact` if None. `values` says which can be left out, for what remains is kept.
    """
    graph, redactor = graph_of(error), redactor or Redactor(options.redact)
    drafts = _drafts(graph, options)
    seconds = options.repr_milliseconds / 1_000
    problems = _problems(drafts, redactor, seconds, values)
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
    live = [frame for draft in drafts for frame in draft.frames if frame.live is not None]
    frames = {frame.shown.id: frame.live for frame in live if frame.live is not None}
    return Captured(report, frames, Remainder(live, redactor, mask, seconds))


def _drafts(graph: Graph, options: Options) -> list[_Draft]:
    room = max(6, FRAMES_IN_ALL // len(graph.links))
    walks = [walk(anatomy.traceback_of(link.error), room) for link in graph.links]
    steps = [(step.frame, step.line) for walked in walks for step in walked.steps]
    files = Files()
    texts = texts_of(steps, files, options.repr_milliseconds / 1_000)
    view = View(options, options.folder, files, texts)
    pairs = zip(graph.links, walks, strict=True)
    return [_draft(number, link, walked, view) for number, (link, walked) in enumerate(pairs)]


def _draft(number: int, link: Link, walked: Walk, view: View) -> _Draft:
    last = len(walked.steps) - 1
    frames = [
        look_at(step, f"{number}.{position}", view, is_innermost=position == last)
        for position, step in enumerate(walked.steps)
    ]
    _add_places(link.error, frames, str(number), view)
    return _Draft(link, frames, walked, view.project)


def _add_places(error: BaseException, frames: list[LiveFrame], number: str, view: View) -> None:
    """Add frames of the places that an exception itself speaks of, as few do."""
    if issubclass(type(error), SyntaxError):
        from debugpage.capture.places import syntax_frame

        place = syntax_frame(error, f"{number}.{len(frames)}", view)
        frames += [place] if place else []
    if "django.template" in sys.modules:
        from debugpage.capture.places import django_frame

        in_template = django_frame(error, frames, f"{number}.{len(frames)}", view)
        if in_template is not None:
            frames.insert(in_template[1], in_template[0])


def _problems(
    drafts: list[_Draft], redactor: Redactor, seconds: float, values: Values
) -> tuple[Problem, ...]:
    """Return what drafts become when all is asked that has to be.

    seconds: the time for what exceptions say, and that for values; one may use the other's.
    """
    said, questions = sayings([draft.link.error for draft in drafts], redactor)
    made, left = _by_importance(drafts), list[LiveFrame]()
    if values is Values.OWN:
        left = [one.frame for one in made if can_wait(one)]
        made = [one for one in made if not can_wait(one)]
    sketch = Sketch(made, redactor)
    time_for_all = sum(seconds for asked in (questions, sketch.questions) if asked)
    ask_all(time_for_all, [*questions, *sketch.questions])
    frames = sketch.frames() | left_out(left, redactor)
    return tuple(_problem(draft, one, frames) for draft, one in zip(drafts, said, strict=True))


def _hints(draft: _Draft) -> tuple[Hint, ...]:
    if not draft.frames:
        return ()
    return hints_for(draft.link.error, _place(draft.frames[-1], draft.project))


def _place(frame: LiveFrame, project: str) -> Place:
    names = frame.live.f_globals if frame.live is not None else {}
    return Place(frame.names, names, frame.values, project)


def _problem(draft: _Draft, said: Said, frames: Mapping[str, Frame]) -> Problem:
    cls = type(draft.link.error)
    return Problem(
        clip(anatomy.qualified_name(cls), 500),
        clip(anatomy.module_name(cls), 500),
        said.message,
        said.notes,
        _hints(draft),
        tuple(frames[frame.shown.id] for frame in draft.frames),
        frames_omitted=draft.walk.omitted,
        omitted_after=draft.walk.after,
        cause=draft.link.cause,
        context=draft.link.context,
        context_suppressed=draft.link.context_suppressed,
        members=draft.link.members,
        members_omitted=draft.link.members_omitted,
    )


def _by_importance(drafts: list[_Draft]) -> list[Sight]:
    """Return frames so that those read first come first: the root cause's, innermost, own code."""
    cause = drafts[root_cause([draft.link for draft in drafts])]
    others = [draft for draft in drafts if draft is not cause]
    ordered = [
        Sight(frame, is_near=not frame.shown.library or number == 0)
        for draft in (cause, *others)
        for number, frame in enumerate(reversed(draft.frames))
    ]
    return sorted(ordered, key=lambda one: bool(one.frame.shown.library))
