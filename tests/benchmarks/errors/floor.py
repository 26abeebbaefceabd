"""The least that a page could be: frames with coloured source lines and bounded values, by hand."""

import linecache
import re
from html import escape
from itertools import islice
from reprlib import Repr
from traceback import walk_tb
from types import FrameType
from typing import Any

LINES = 5
MOST_FRAMES = 60
_TOKEN = re.compile(
    r"(#.*)|('[^']*'|\"[^\"]*\")|(\b(?:def|class|return|if|else|for|in|with|as|raise|try|import)\b)"
)


class _Short(Repr):
    """Says of what it does not know no more than its type: a table's `repr` alone takes long."""

    def repr_instance(self, x: object, level: int) -> str:
        return f"<{type(x).__name__}>"

    def repr_dict(self, x: dict[Any, Any], level: int) -> str:
        # That of the base sorts all keys, to show four.
        few = (f"{self.repr1(key, level - 1)}: …" for key in islice(x, self.maxdict))
        return f"{{{', '.join(few)}}}"


_short = _Short()


def render(error: BaseException) -> str:
    """Return a page that tells of an error and those that it came from."""
    parts: list[str] = []
    link: BaseException | None = error
    while link is not None:
        parts.append(f"<h1>{type(link).__name__}: {escape(_short.repr(str(link)))}</h1>")
        parts += map(_frame, islice(walk_tb(link.__traceback__), MOST_FRAMES))
        parts += [render(member) for member in getattr(link, "exceptions", ())]
        link = link.__cause__ or link.__context__
    return "".join(parts)


def _frame(place: tuple[FrameType, int]) -> str:
    frame, number = place
    file = frame.f_code.co_filename
    source = [linecache.getline(file, line) for line in range(number - LINES, number + LINES + 1)]
    values = "".join(
        f"<tr><td>{escape(name)}<td>{escape(_short.repr(value))}"
        for name, value in frame.f_locals.items()
    )
    text = _TOKEN.sub(r"<b>\g<0></b>", escape("".join(source), quote=False))
    return f"<h2>{escape(file)}:{number}</h2><pre>{text}</pre><table>{values}</table>"
