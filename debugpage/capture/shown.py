"""What is shown of the live objects of frames: the most telling first, within a time for all.

What nothing has to be asked of is described at once; the rest in a thread that may be left behind.
Frames of libraries show their locals at a glance, but for the one that raised.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from debugpage.capture.clip import clip
from debugpage.capture.frames import INFO_MARKS, LiveFrame, Named
from debugpage.capture.guard import Question
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.values.describer import Describer, QuietDescriber
from debugpage.capture.values.glance import Glance
from debugpage.capture.values.in_place import InPlaceDescriber, NeedsGuardError
from debugpage.report import Entry, Frame, Value

LIBRARY_DEPTH = 2
"""How deep values of libraries begin: that much less of what they hold is shown."""

_LONGEST_NAME = 200


class Sight(NamedTuple):
    """A frame, and whether it is looked at from near, or only glanced at."""

    frame: LiveFrame
    is_near: bool


class _Place(NamedTuple):
    """An entry in the making: where it will stand, its name, its object, its depth."""

    shown: list[Entry | None]
    number: int
    name: str
    value: Any
    depth: int


class _Shown(NamedTuple):
    """What is shown of a frame; None stands where something has yet to be described.

    `others` are its locals but for those that are among its values.
    """

    frame: LiveFrame
    names: list[Named]
    values: list[Entry | None]
    others: list[Entry | None]


class _Hand:
    """Describes top-level values, each object only once: frames hand them on to each other.

    All of them are alive meanwhile, so that no two have the same id. What needs a guard is put
    into `waiting`.
    """

    def __init__(self, describer: Describer, waiting: list[_Place]) -> None:
        self._describer = describer
        self._waiting = waiting
        self._made: dict[tuple[int, int], Value] = {}

    def entries(self, named: Iterable[Named], depth: int) -> list[Entry | None]:
        """Describe objects under their names, as far as that can be done without a guard."""
        shown: list[Entry | None] = []
        for name, value in named:
            kept = name if len(name) <= _LONGEST_NAME else clip(name, _LONGEST_NAME)
            try:
                shown.append(self._entry(kept, value, depth))
            except NeedsGuardError:
                self._describer.begin()
                self._waiting.append(_Place(shown, len(shown), kept, value, depth))
                shown.append(None)
        return shown

    def _entry(self, name: str, value: object, depth: int) -> Entry:
        hidden = self._describer.masked(name, value)
        if hidden is not None:
            return Entry(name, hidden)
        key = id(value), depth
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._describer.describe(value, depth)
        return Entry(name, made)


class Sketch:
    """Frames with their values, but for what has to be asked: for that there are `questions`.

    sights: the frames, in the order in which their values are made.
    """

    def __init__(self, sights: Sequence[Sight], redactor: Redactor) -> None:
        waiting: list[_Place] = []
        near, far = _Hand(InPlaceDescriber(redactor), waiting), _Hand(Glance(redactor), waiting)
        self._shown = [
            _shown(one.frame, near, _depth(one)) if one.is_near else _shown(one.frame, far, 0)
            for one in sights
        ]
        self.questions = list(_questions(waiting, redactor)) if waiting else []

    def frames(self) -> dict[str, Frame]:
        """Return the frames by their ids, once all questions are answered."""
        return {one.frame.shown.id: _filled(one) for one in self._shown}


def _depth(sight: Sight) -> int:
    return LIBRARY_DEPTH if sight.frame.shown.library else 0


def _shown(frame: LiveFrame, hand: _Hand, depth: int) -> _Shown:
    values, names = frame.values, frame.locals
    near = dict(values)
    others = [one for one in names if one[0] not in near or near[one[0]] is not one[1]]
    return _Shown(frame, names, hand.entries(values, depth), hand.entries(others, depth))


def _questions(places: list[_Place], redactor: Redactor) -> Iterator[Question]:
    loud, quiet = Describer(redactor), QuietDescriber(redactor)
    for place in places:
        tell = partial(place.shown.__setitem__, place.number)
        yield Question(partial(_entry, loud, place), partial(_entry, quiet, place), tell)


def _entry(describer: Describer, place: _Place) -> Entry:
    describer.begin()
    return describer.entry(place.name, place.value, place.depth)


def _filled(shown: _Shown) -> Frame:
    """Return a frame with what is shown of it; a local at the marked line is described once."""
    values = tuple(entry for entry in shown.values if entry)
    made = {entry.name: entry for entry in (*values, *shown.others) if entry}
    names = [made.get(name) or made[clip(name, _LONGEST_NAME)] for name, _ in shown.names]
    told: list[str] = []
    if not shown.frame.names.keys().isdisjoint(INFO_MARKS):
        told = [entry.value.text for entry in names if entry.name in INFO_MARKS]
        names = [entry for entry in names if entry.name not in INFO_MARKS]
    return shown.frame.shown.filled(values, tuple(names), "\n".join(told))
