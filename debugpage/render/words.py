"""The phrases that several forms share: how an exception, a frame and a number are called."""

import re
from collections.abc import Iterable

from debugpage.report import Frame, Problem, Report, Value

ROW = 100
"""Characters of a text that stand side by side, where there is room."""
MOST_IN_A_TITLE = 160
"""Characters of a message that enter a title, a crumb or a line of the timeline."""


def headline(problem: Problem) -> str:
    """Return `KeyError: 'DE'`, or the type alone where there is no message."""
    return f"{problem.type}: {problem.message}" if problem.message else problem.type


def short_headline(problem: Problem) -> str:
    """Return the headline as one line of bounded length."""
    return one_line(headline(problem))


def one_line(text: str, most: int = MOST_IN_A_TITLE) -> str:
    """Return the text with its white space folded, and cut after `most` characters."""
    # What is printable has no white space but blanks.
    if len(text) <= most and text.isprintable() and "  " not in text and text == text.strip():
        return text
    folded = " ".join(text[: most * 4].split())
    return folded if len(folded) <= most else folded[: most - 1] + "…"


def qualified_type(problem: Problem) -> str:
    """Return the type with its module, as Python prints it: built-in ones have none."""
    if problem.module in {"", "builtins", "__main__"}:
        return problem.type
    return f"{problem.module}.{problem.type}"


_OUTSIDE = {"background": "background task", "lifespan": "lifespan"}


def outside(report: Report) -> str:
    """Return `thread mailer`, `background task`: what failed outside of a request, else nothing."""
    if report.origin in ("task", "thread"):
        return one_line(f"{report.origin} {report.task}".rstrip())
    return _OUTSIDE.get(report.origin, "")


def occasion(report: Report) -> str:
    """Return `GET /checkout`, `thread mailer`, `background task of POST /orders`, or nothing.

    That is when it failed: in one line, for lists.
    """
    request = report.request
    asked = one_line(f"{request.method} {request.path or request.url}") if request else ""
    return " of ".join(part for part in (outside(report), asked) if part)


def location(frame: Frame) -> str:
    """Return `shop/tax.py:12`."""
    return f"{frame.path or frame.file}:{frame.line}"


def folder(frame: Frame) -> str:
    """Return `shop/`, the folder of the frame's file with its last separator."""
    path = frame.path or frame.file
    return path[: len(path) - len(file_name(frame))]


def file_name(frame: Frame) -> str:
    """Return `tax.py`, which is worth more than its folder where there is little room."""
    return re.split(r"[/\\](?=[^/\\]+$)", frame.path or frame.file)[-1]


def counted(number: int, noun: str) -> str:
    """Return `1 frame`, `12 frames`, `1,200 frames`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def is_long(texts: Iterable[str], rows: int) -> bool:
    """Whether texts, one below the other, take more than so many rows of a usual width."""
    return sum(text.count("\n") + len(text) // ROW + 1 for text in texts) > rows


def is_quiet(frame: Frame) -> bool:
    """Whether the frame is not the developer's own, or was hidden by him."""
    return frame.hidden or bool(frame.library)


def caption(value: Value) -> str:
    """Return `dict · 3`: type and length of a value, or nothing where its text says both."""
    if value.type in _OBVIOUS and (value.length or 0) <= LONGEST_OBVIOUS:
        return ""
    return value.type if value.length is None else f"{value.type} · {value.length:,}"


def is_unread(value: Value) -> bool:
    """Whether there is more of a value than its line shows, or nothing of it is known yet."""
    is_skipped = value.kind == "failed" and value.text.endswith("not loaded>")
    return bool(value.children or value.omitted) or is_skipped


_OBVIOUS = {"str", "int", "float", "bool", "NoneType", "bytes"}
LONGEST_OBVIOUS = 60
"""Characters of a text that a reader takes in without being told their number."""
