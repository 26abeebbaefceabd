"""Frames as HTML: all that is the same whenever a frame comes back is made by the template once.

An error comes back until it is understood, and the frames of a framework are in every traceback.
What varies is put in: the frame's id, its accessible name, its values, and why there is no console.
"""

import re
from functools import lru_cache
from secrets import token_hex
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from debugpage.render.escape import attribute
from debugpage.render.timeline import Row
from debugpage.render.values import table
from debugpage.report import Frame

FRAMES_KEPT = 512
"""Frames that are remembered without what varies."""


_BEFORE = slice(Frame._fields.index("file"), Frame._fields.index("values"))
_BEHIND = slice(Frame._fields.index("hidden"), None)
"""What of a frame stands before its values, and behind them, in the order of its fields."""


class _Shape(NamedTuple):
    """What decides what the template makes of a frame: it is without its id and values here."""

    before: tuple[Any, ...]
    behind: tuple[Any, ...]
    is_open: bool
    is_repeat: bool
    is_raise: bool
    has_door: bool


class FrameWriter:
    """Writes frames by `parts/frame.html`, remembering what it has written."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._holes = {name: Markup(token_hex(8)) for name in ("id", "label", "values", "door")}  # noqa: S704 - hexadecimal
        self._pieces = lru_cache(maxsize=FRAMES_KEPT)(self._made)

    def write(self, row: Row, label: str, door: str) -> Markup:
        """Return the element of a frame.

        label: its accessible name. door: the element that says why there is no console, if any.
        """
        frame, is_open, is_repeat, is_raise, _ = row
        fields: tuple[Any, ...] = frame
        shape = _Shape(fields[_BEFORE], fields[_BEHIND], is_open, is_repeat, is_raise, bool(door))
        pieces = self._pieces(shape)
        filling: dict[str, str] = {
            self._holes["id"]: attribute(frame.id),
            self._holes["label"]: attribute(label),
            self._holes["values"]: table(frame),
            self._holes["door"]: door,
        }
        return Markup("".join([filling.get(piece, piece) for piece in pieces]))  # noqa: S704 - all of it escaped

    def _made(self, shape: _Shape) -> list[str]:
        """Return what the template makes, cut where something is to be put in."""
        template: Any = self._environment.get_template("parts/frame.html").module
        frame = Frame._make((self._holes["id"], *shape.before, (), (), 0, None, *shape.behind))
        row = Row(frame, shape.is_open, shape.is_repeat, shape.is_raise)
        text: str = template.frame(
            row,
            self._holes["label"],
            self._holes["values"],
            self._holes["door"] if shape.has_door else "",
        )
        return re.split(f"({'|'.join(self._holes.values())})", str(text))
