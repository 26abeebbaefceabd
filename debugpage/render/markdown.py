"""A report as Markdown: something to paste into an issue."""

import re
from collections.abc import Iterator
from functools import lru_cache

from debugpage.render.highlight import WINDOWS_KEPT
from debugpage.render.shorten import without_middle
from debugpage.render.story import Story, tell
from debugpage.render.visible import visible
from debugpage.render.window import Line, window_of
from debugpage.render.words import (
    headline,
    is_quiet,
    location,
    one_line,
    outside,
    qualified_type,
)
from debugpage.report import (
    Entry,
    Environment,
    Field,
    Frame,
    Problem,
    Report,
    RequestInfo,
    Source,
    heading,
)

LONGEST_VALUE = 600
"""Characters of one value that are written."""
LONGEST_TEXT = 20_000
"""Characters of a message or note that are written."""
LONGEST_STORY = 45_000
LONGEST_REQUEST = 12_000
"""Characters of the exceptions and of the request: GitHub takes 65,536 in all."""


def to_markdown(report: Report, story: Story | None = None) -> str:
    """Return type, message, notes, application frames with code and values, request, versions.

    story: the report's, if it has been told already. Every text of the application stands in a code
    block or span, so none of it is Markdown.
    """
    parts = [*map(visible, _opening(report))]
    parts += _within(LONGEST_STORY, _problems(story or tell(report)))
    if report.request:
        parts.append(_asked(report.request))
    parts += (_environment(report.environment), visible(_origin(report)))
    return "\n\n".join(parts) + "\n"


def _within(most: int, parts: Iterator[str]) -> Iterator[str]:
    """Yield parts until they have `most` characters, and a word about those that follow."""
    for part in map(visible, parts):
        most -= len(part)
        if most < 0:
            yield "(The rest is left out, for it would not fit into an issue.)"
            return
        yield part


def code(text: str) -> str:
    """Return the text as a code span (CommonMark 6.1) that reads back as it went in.

    Its own backticks cannot end it, and it keeps its outer spaces. Line ends become spaces.
    """
    line = text if text.isprintable() else re.sub(r"\r\n?|\n", " ", text)
    if len(line) > LONGEST_VALUE:
        line = line[: LONGEST_VALUE - 1] + "…"
    ticks = "`" * (_longest_run(line) + 1)
    pad = " " if _needs_pad(line) else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def _needs_pad(line: str) -> bool:
    """Tell whether readers would take an outer backtick for the border's, or strip the spaces."""
    if not line.strip(" "):
        return not line
    return "`" in (line[0], line[-1]) or line[0] == line[-1] == " "


def prose(text: str) -> str:
    """Return the text as one line of words, of which nothing is Markdown or HTML."""
    return re.sub(r"[\\`*_\[\]<>&!#|~]", r"\\\g<0>", one_line(text, LONGEST_VALUE))


def fence(text: str, language: str = "") -> str:
    """Return the text as a fenced code block (CommonMark 4.5), which its backticks cannot end."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0) if "`" in text else 0


def _opening(report: Report) -> Iterator[str]:
    problem = heading(report.problems)
    yield f"# {code(one_line(headline(problem), LONGEST_VALUE))}"
    asked = f"{report.request.method} {report.request.url}" if report.request else ""
    if when := " of ".join(part for part in (outside(report), asked) if part):
        yield code(when)


def _problems(story: Story) -> Iterator[str]:
    for section in story.sections:
        if section.relation:
            yield f"…{section.relation}:"
        yield from _problem(section.problem)


def _problem(problem: Problem) -> Iterator[str]:
    yield f"## {code(qualified_type(problem))}"
    for text in (problem.message, *problem.notes):
        if text:
            yield fence(without_middle(visible(text), LONGEST_TEXT), "text")
    for hint in problem.hints:
        yield " ".join(("Hint:", prose(hint.text), *([code(hint.code)] if hint.code else [])))
    own = [frame for frame in problem.frames if not is_quiet(frame)] or problem.frames[-1:]
    # Of calls that come back, as in a recursion, the innermost stands for all.
    once = {(frame.file, frame.line, frame.function): frame for frame in own}
    for frame in once.values():
        yield from _frame(frame)
    left = len(problem.frames) - len(once) + problem.frames_omitted
    if left:
        yield f"({left:,} other frames are not shown.)"


def _frame(frame: Frame) -> Iterator[str]:
    yield _place(location(frame), frame.function, frame.source, frame.line)
    names = {entry.name for entry in frame.values}
    entries = [*frame.values, *(entry for entry in frame.locals if entry.name not in names)]
    if entries:
        yield fence("\n".join(map(_entry, entries)), "text")


@lru_cache(maxsize=WINDOWS_KEPT)
def _place(place: str, function: str, source: Source | None, at: int) -> str:
    """Return where a frame stands, and the lines around that as a code block."""
    named = code(place) + ("" if function == "<syntax>" else f" in {code(function)}")
    lines = window_of(source, at) if source else ()
    if not source or not lines:
        return named
    excerpt = fence("\n".join(map(_line, lines)), source.language)
    return f"{named}\n\n{excerpt}"


def _line(line: Line) -> str:
    text = (
        f"{'>' if line.failing else ' '} {line.number:>5} | {'…' if line.before else ''}{line.text}"
    )
    marked = _underline(line)
    return text + ("…" if line.after else "") + (f"\n{marked}" if marked else "")


def _underline(line: Line) -> str:
    """Return carets below the failing range, unless it is the whole line."""
    before, marked = "", ""
    for piece in line.pieces:
        text = "".join(token.text for token in piece.tokens)
        if piece.marked:
            marked = "^" * len(text)
            break
        before += text
    if not marked or marked == "^" * len(line.text.strip()):
        return ""
    return " " * (10 + bool(line.before)) + re.sub(r"[^\t]", " ", before) + marked


def _entry(entry: Entry) -> str:
    return f"{entry.name} = {one_line(entry.value.text, LONGEST_VALUE)}"


@lru_cache(maxsize=16)
def _asked(request: RequestInfo) -> str:
    return "\n\n".join(_within(LONGEST_REQUEST, _request(request)))


def _request(request: RequestInfo) -> Iterator[str]:
    yield "## Request"
    yield code(f"{request.method} {request.url}")
    facts = {
        "Endpoint": request.endpoint,
        "Route": request.route,
        "Path": _fields(request.path_parameters),
        "Query": _fields(request.query),
        "Headers": _fields(request.headers),
        "Form": _fields(request.form),
        "Body": request.body or "",
    }
    for name, text in facts.items():
        if text:
            yield f"{name}:\n\n{fence(text, 'text')}"


def _fields(fields: tuple[Field, ...]) -> str:
    return "\n".join(f"{field.name}: {field.value}" for field in fields)


@lru_cache(maxsize=16)  # it hardly ever changes in a process
def _environment(environment: Environment) -> str:
    packages = [f"{package.name} {package.value}" for package in environment.packages]
    versions = "\n".join([environment.python, environment.platform, *packages])
    return visible(f"## Versions\n\n{fence(versions, 'text')}")


def _origin(report: Report) -> str:
    where = f" at {code(report.address)}" if report.address else ""
    return f"debugpage error {code(report.id)}{where}"
