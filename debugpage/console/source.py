"""The text of inputs: parsed or found incomplete, and kept for the tracebacks that quote it."""

import ast
import linecache
import textwrap
import weakref
from collections import deque
from contextlib import suppress
from itertools import count

MOST_INPUTS = 200
"""Of how many inputs a console keeps the text, for tracebacks through functions they define."""
MOST_PARSES = 10
"""How often the parser is asked, which on older Pythons may fail without reason."""

_ALLOW_INCOMPLETE = 0x4000  # PyCF_ALLOW_INCOMPLETE_INPUT of CPython's compile.h
_INCOMPLETE = "incomplete input"
_OPEN_STRING = "unterminated triple-quoted"
_numbers = count(1)


class Incomplete(Exception):  # noqa: N818  # no error
    """The input is right as far as it goes, but more lines are needed."""


class Source:
    """One input: its text, and the name under which tracebacks and `linecache` know it."""

    def __init__(self, code: str) -> None:
        self.text = textwrap.dedent(code) if code.lstrip("\n")[:1] in (" ", "\t") else code
        self.file = f"<console {next(_numbers)}>"

    def parse(self) -> ast.Module:
        """Return the input as a tree.

        Raises Incomplete where Python's own console would ask for more lines: in an open bracket,
        string or block. A last line that is blank ends a block, and everything but a string.
        Unlike there, a block whose last line is not indented (`if x: y`) is complete.
        Raises SyntaxError, and ValueError or others for what is no text of a program at all.
        """
        try:
            tree = syntax_tree(self.text, self.file)
        except SyntaxError as error:
            if self._could_go_on(error):
                raise Incomplete from None
            raise
        if not self._ends_blank() and self._ends_in_block(tree):
            raise Incomplete
        return tree

    def locate(self, error: SyntaxError) -> None:
        """Add to an error of the input what the compiler leaves out where it is given a tree.

        That is the file, the line's text, and columns in characters instead of UTF-8 bytes.
        """
        lines = self.text.splitlines()
        if error.text is not None or not error.lineno or error.lineno > len(lines):
            return
        error.filename, error.text = self.file, lines[error.lineno - 1]
        error.offset = _characters(error.text, error.offset)
        if error.end_lineno == error.lineno:
            error.end_offset = _characters(error.text, error.end_offset)

    def _could_go_on(self, error: SyntaxError) -> bool:
        if self._ends_blank():
            return _OPEN_STRING in error.msg
        try:
            compile(self.text, self.file, "exec", _ALLOW_INCOMPLETE | ast.PyCF_ONLY_AST, True)
        except SyntaxError as second:
            return second.msg == _INCOMPLETE
        return False

    def _ends_blank(self) -> bool:
        _, newline, last = self.text.rpartition("\n")
        return bool(newline) and not last.strip()

    def _ends_in_block(self, tree: ast.Module) -> bool:
        last = tree.body[-1] if tree.body else None
        is_block = hasattr(last, "body") or isinstance(last, ast.Match)
        return is_block and self.text.rpartition("\n")[2][:1].isspace()


class Shelf:
    """The sources of one console, where `linecache` (and so every traceback) finds them."""

    def __init__(self) -> None:
        self._files: deque[str] = deque()
        weakref.finalize(self, _forget, self._files)

    def keep(self, source: Source) -> None:
        """Let tracebacks quote `source`, until many have come after it or the console is gone."""
        lines = source.text.splitlines(keepends=True)
        linecache.cache[source.file] = (len(source.text), None, lines, source.file)
        self._files.append(source.file)
        if len(self._files) > MOST_INPUTS:
            linecache.cache.pop(self._files.popleft(), None)


def syntax_tree(text: str, file: str) -> ast.Module:
    """Return a text as `ast.parse` does, in any thread. Raises what that raises."""
    for _ in range(MOST_PARSES - 1):
        # Before Python 3.11.8 and 3.12.2 two that parse at the same time get in each other's
        # way, also where one is a destructor: https://github.com/python/cpython/issues/106905
        with suppress(SystemError):
            return ast.parse(text, file)
    return ast.parse(text, file)


def _forget(files: "deque[str]") -> None:
    for file in files:
        linecache.cache.pop(file, None)


def _characters(line: str, offset: int | None) -> int | None:
    """Return the column (from 1) in characters for one in bytes of UTF-8."""
    if not offset:
        return offset
    return len(line.encode()[: offset - 1].decode(errors="replace")) + 1
