"""What is shown of the live objects of frames: the most telling first, within a time for all.

What nothing has to be asked of is described at once; the rest in a thread that may be left behind.
Frames of libraries show their locals at a glance, but for the one that raised.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from debugpage.capture.clip import clip
from debugpage.capture.frames import INFO_MARKS, LiveFrame
from debugpage.capture.guard import run_in_rounds
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.values.describer import Describer, QuietDescriber
from debugpage.capture.values.glance import Glance
from debugpage.capture.values.in_place import InPlaceDescriber, NeedsGuardError
from debugpage.report import Entry, Frame, Value

LIBRARY_DEPTH = 2
"""How deep values of libraries begin: that much less of what they hold is shown."""

_LONGEST_NAME = 200

Frames = Sequence[tuple[LiveFrame, bool]]
"""Frames in the order in which they are read, and whether each is looked at, or only glanced at."""


class _Place(NamedTuple):
    """An entry in the making: where it will stand, its name, its object, its depth."""

    shown: list[Entry | None]
    number: int
    name: str
    value: Any
    depth: int


class _Once:
    """Describes top-level values, each object only once: frames hand them on to each other.

    All of them are alive meanwhile, so that no two have the same id.
    """

    def __init__(self, describer: Describer) -> None:
        self._describer = describer
        self._made: dict[tuple[int, int], Value] = {}

    def fill(self, place: _Place) -> bool:
        """Describe what a place is for, and tell whether that could be done without a guard."""
        try:
            place.shown[place.number] = self._entry(place)
        except NeedsGuardError:
            self._describer.begin()
            return False
        return True

    def _entry(self, place: _Place) -> Entry:
        hidden = self._describer.masked(place.name, place.value)
        if hidden is not None:
            return Entry(place.name, hidden)
        key = id(place.value), place.depth
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._describer.describe(place.value, place.depth)
        return Entry(place.name, made)


class _Shown(NamedTuple):
    """What is shown of a frame; None stands where something has yet to be described."""

    values: list[Entry | None]
    locals: list[Entry | None]


def with_values(frames: Frames, redactor: Redactor, seconds: float) -> dict[str, Frame]:
    """Return the frames with their values, by id. seconds: the time for what has to be asked."""
    shown = {frame.shown.id: _empty(frame) for frame, _ in frames}
    near, glance = _Once(InPlaceDescriber(redactor)), _Once(Glance(redactor))
    waiting = [
        place
        for frame, is_looked_at in frames
        for place in _places(frame, shown[frame.shown.id], is_looked_at=is_looked_at)
        if not (near if is_looked_at else glance).fill(place)
    ]
    _ask(waiting, redactor, seconds)
    return {frame.shown.id: _filled(frame, shown[frame.shown.id]) for frame, _ in frames}


def _empty(frame: LiveFrame) -> _Shown:
    return _Shown([None] * len(frame.values), [None] * len(frame.locals))


def _places(frame: LiveFrame, shown: _Shown, *, is_looked_at: bool) -> Iterator[_Place]:
    depth = LIBRARY_DEPTH if frame.shown.library and is_looked_at else 0
    for number, (name, value) in enumerate(frame.values):
        yield _Place(shown.values, number, clip(name, _LONGEST_NAME), value, depth)
    near = dict(frame.values)
    for number, (name, value) in enumerate(frame.locals):
        if name not in near or near[name] is not value:
            yield _Place(shown.locals, number, clip(name, _LONGEST_NAME), value, depth)


def _ask(places: list[_Place], redactor: Redactor, seconds: float) -> None:
    """Describe what has to be asked, as far as the time reaches; of the rest, that it has not."""
    loud, quiet = Describer(redactor), QuietDescriber(redactor)
    jobs: list[Callable[[], Entry]] = [partial(_entry, loud, place) for place in places]
    made = run_in_rounds(seconds, jobs)
    made = made + [_entry(quiet, place) for place in places[len(made) :]]
    for place, entry in zip(places, made, strict=True):
        place.shown[place.number] = entry


def _entry(describer: Describer, place: _Place) -> Entry:
    describer.begin()
    return describer.entry(place.name, place.value, place.depth)


def _filled(frame: LiveFrame, shown: _Shown) -> Frame:
    """Return a frame with what is shown of it; a local at the marked line is described once."""
    values = tuple(entry for entry in shown.values if entry)
    near = {entry.name: entry for entry in values}
    pairs = zip(shown.locals, frame.locals, strict=True)
    names = [entry or near[clip(name, _LONGEST_NAME)] for entry, (name, _) in pairs]
    told = [entry.value.text for entry in names if entry.name in INFO_MARKS]
    names = [entry for entry in names if entry.name not in INFO_MARKS]
    return frame.shown._replace(values=values, locals=tuple(names), info="\n".join(told))
