"""The source window of a frame as lines: cut to a bearable length, the failing range marked."""

from functools import lru_cache
from typing import NamedTuple

from debugpage.render.highlight import WINDOWS_KEPT, Token, colour
from debugpage.report import Frame, Source, Span

LONGEST_LINE = 400
"""Characters of one line that are shown; minified files have lines of megabytes."""
LEAD = 80
"""Characters kept before the failing range, where a line has to be cut."""


class Piece(NamedTuple):
    """Tokens in a row that are all inside the failing range, or all outside it."""

    marked: bool
    tokens: tuple[Token, ...]


class Line(NamedTuple):
    """One line. `before` and `after` count the characters left out at its ends."""

    number: int
    pieces: tuple[Piece, ...]
    failing: bool = False
    before: int = 0
    after: int = 0

    @property
    def text(self) -> str:
        """The characters that are shown."""
        return "".join(token.text for piece in self.pieces for token in piece.tokens)


def window(frame: Frame) -> tuple[Line, ...]:
    """Return the lines of a frame's source, coloured, the failing range marked exactly."""
    return window_of(frame.source, frame.line) if frame.source else ()


@lru_cache(maxsize=WINDOWS_KEPT)
def window_of(source: Source, at: int) -> tuple[Line, ...]:
    """Return the lines of a source as `window` does; `at`: the number of the failing one."""
    cuts = [_cut(source, number) for number in range(len(source.lines))]
    texts = tuple(source.lines[i][start:end] for i, (start, end) in enumerate(cuts))
    coloured = colour(texts, source.language, source.inside)
    span = source.span
    return tuple(
        Line(
            source.first + i,
            split(tokens, *_columns(span, source.first + i, start, len(texts[i]))),
            _is_failing(span, at, source.first + i),
            start,
            len(source.lines[i]) - end,
        )
        for i, ((start, end), tokens) in enumerate(zip(cuts, coloured, strict=True))
    )


def split(tokens: tuple[Token, ...], start: int, end: int) -> tuple[Piece, ...]:
    """Return the tokens cut at columns `start` and `end`, what lies between them marked.

    Nothing is marked where the end lies before the start.
    """
    pieces: dict[int, list[Token]] = {0: [], 1: [], 2: []}
    column = 0
    for css, text in tokens:
        edges = (0, max(start - column, 0), max(end - column, start - column, 0), len(text))
        for part in range(3):
            if cut := text[edges[part] : edges[part + 1]]:
                pieces[part].append(Token(css, cut))
        column += len(text)
    return tuple(Piece(part == 1, tuple(found)) for part, found in pieces.items() if found)


def _cut(source: Source, index: int) -> tuple[int, int]:
    """Return the columns between which a line is shown."""
    length = len(source.lines[index])
    if length <= LONGEST_LINE:
        return 0, length
    column = 0
    if source.span and source.span.line == source.first + index:
        column = source.span.column
    start = max(min(column - LEAD, length - LONGEST_LINE), 0)
    return start, start + LONGEST_LINE


def _columns(span: Span | None, number: int, shift: int, length: int) -> tuple[int, int]:
    """Return where the failing range begins and ends on a line that lost `shift` characters."""
    if span is None or not span.line <= number <= span.end_line:
        return 0, 0
    start = span.column - shift if number == span.line else 0
    end = span.end_column - shift if number == span.end_line else length
    return min(max(start, 0), length), min(max(end, 0), length)


def _is_failing(span: Span | None, at: int, number: int) -> bool:
    return span.line <= number <= span.end_line if span else number == at
