"""Frames as HTML: all that is the same whenever a frame comes back is made by the template once.

An error comes back until it is understood, and the frames of a framework are in every traceback.
What varies is put in: the frame's id, its accessible name, its values, and why there is no console.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from secrets import token_hex
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from debugpage.render.escape import attribute, content
from debugpage.render.timeline import Fold, Gap, Row
from debugpage.render.values import table
from debugpage.render.words import counted
from debugpage.report import Frame

FRAMES_KEPT = 512
"""Frames that are remembered without what varies."""


_BEFORE = slice(Frame._fields.index("file"), Frame._fields.index("values"))
_BEHIND = slice(Frame._fields.index("hidden"), None)
"""What of a frame stands before its values, and behind them, in the order of its fields."""
_LOOK = slice(Row._fields.index("is_open"), Row._fields.index("kind"))
"""What of a row decides, beside its frame, what the template makes of it."""
_Fields = tuple[Any, ...]
_Cut = tuple[list[str], list[str]]
"""What the template makes, cut: at each odd index something is to be put in; and their names."""

_label = lru_cache(maxsize=FRAMES_KEPT)(attribute)


class FrameWriter:
    """Writes frames by `parts/frame.html`, remembering what it has written."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._holes = {name: Markup(token_hex(8)) for name in ("id", "label", "values", "door")}  # noqa: S704 - hexadecimal
        self._pieces = lru_cache(maxsize=FRAMES_KEPT)(self._made)

    def timeline(
        self, rows: Iterable[Row | Fold | Gap], labels: Mapping[str, str], door: str
    ) -> Markup:
        """Return the elements of an exception's frames, as `debugpage.render.timeline` has them.

        labels: their accessible names, by id. door: the element that says why there is no console,
        if any.
        """
        parts: list[str] = []
        for row in rows:
            if isinstance(row, Row):
                parts.append(self._written(row, labels[row.frame.id], door))
            elif isinstance(row, Gap):
                parts.append(f"<p class=gap>{counted(row.frames, 'frame')} left out</p>\n")
            else:
                parts += self._fold(row, labels, door)
        return Markup("".join(parts))  # noqa: S704 - all of it escaped

    def write(self, row: Row, label: str, door: str) -> Markup:
        """Return the element of one frame, whose accessible name is `label`."""
        return Markup(self._written(row, label, door))  # noqa: S704 - all of it escaped

    def _fold(self, fold: Fold, labels: Mapping[str, str], door: str) -> Iterator[str]:
        yield f'<details class=fold data-holds="{attribute(fold.holds)}">\n'
        yield f"<summary>{content(fold.label)}</summary>\n"
        for row in fold.rows:
            yield self._written(row, labels[row.frame.id], door)
        yield "</details>\n"

    def _written(self, row: Row, label: str, door: str) -> str:
        frame = row.frame
        fields: tuple[Any, ...] = frame
        pieces, holes = self._pieces(fields[_BEFORE], fields[_BEHIND], row[_LOOK], bool(door))
        filling = {
            "id": attribute(frame.id),
            "label": _label(label),
            "values": table(frame),
            "door": door,
        }
        filled = pieces.copy()
        filled[1::2] = [filling[name] for name in holes]
        return "".join(filled)

    def _made(self, before: _Fields, behind: _Fields, look: _Fields, has_door: bool) -> _Cut:
        """Return what the template makes."""
        template: Any = self._environment.get_template("parts/frame.html").module
        holes = self._holes
        frame = Frame._make((holes["id"], *before, (), (), 0, None, *behind))
        door = holes["door"] if has_door else ""
        text = str(template.frame(Row(frame, *look), holes["label"], holes["values"], door))
        names: dict[str, str] = {hole: name for name, hole in holes.items()}
        pieces = re.split(f"({'|'.join(names)})", text)
        return pieces, [names[hole] for hole in pieces[1::2]]
