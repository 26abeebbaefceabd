"""Files of source: their lines as Python finds them, their language and their version."""

import io
import linecache
import os
import re
import stat
import tokenize
from pathlib import Path
from typing import NamedTuple

_LONGEST_FILE = 10_000_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_MOST_FILES = 256
_stripped: dict[str, tuple[list[str], list[str]]] = {}
"""Lines as linecache holds them, and without their ends, by file."""
_LANGUAGES = {
    ".html": "html+jinja",
    ".htm": "html+jinja",
    ".jinja": "html+jinja",
    ".jinja2": "html+jinja",
    ".j2": "html+jinja",
    ".sql": "sql",
    ".json": "json",
    ".xml": "xml",
}


class Look(NamedTuple):
    """What is to be seen of a file: its lines as `lines_of` returns them, and how old it is.

    `version` is its modification time, in seconds; 0 where there is no such file.
    """

    lines: list[str]
    version: float


class Files:
    """The files of one error, each looked at once."""

    def __init__(self) -> None:
        self._seen: dict[str, Look] = {}

    def look(self, file: str) -> Look:
        """Return what is to be seen of a file."""
        found = self._seen.get(file)
        if found is None:
            status = _status_of(file)
            version = status.st_mtime if status else 0.0
            found = self._seen[file] = Look(_lines_of(file, status), version)
        return found


def lines_of(file: str) -> list[str]:
    """Return the lines of a file as Python's own traceback finds them, without line ends.

    They come from the file, or from what notebooks and others have put into linecache. Whatever
    is no regular file (a device, a pipe) is not opened. Returns [] when there are none.
    """
    return _lines_of(file, _status_of(file))


def _lines_of(file: str, status: os.stat_result | None) -> list[str]:
    try:
        if not _is_regular(status) and (status or _is_lazy(file)):
            return []
        if not _is_cached(file, status):
            linecache.checkcache(file)
        found = linecache.getlines(file)
    except Exception:  # noqa: BLE001 - others patch linecache; no source is no reason to fail
        return []
    return _without_ends(file, found)


def _status_of(file: str) -> os.stat_result | None:
    """Return the status of a file (`stat`); None where there is no such file."""
    try:
        return os.stat(file)  # noqa: PTH116 - a `Path` takes longer to be made than this
    except (OSError, ValueError):
        return None


def _is_regular(status: os.stat_result | None) -> bool:
    return status is not None and stat.S_ISREG(status.st_mode)


def _is_cached(file: str, status: os.stat_result | None) -> bool:
    """Tell whether linecache has a file as it is: what it would ask the system for again."""
    entry = linecache.cache.get(file, ())
    return status is not None and entry[:2] == (status.st_size, status.st_mtime)


def _is_lazy(file: str) -> bool:
    """Tell whether linecache would ask a loader, which is code of the application."""
    return len(linecache.cache.get(file, ())) == 1


def read_anyhow(file: str) -> list[str]:
    """Return the lines of a file that has bytes which its encoding does not know, else []."""
    if not _is_regular(_status_of(file)):
        return []
    try:
        data = Path(file).read_bytes()[:_LONGEST_FILE]
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except OSError:
        return []
    except SyntaxError:  # there is no such encoding
        encoding = "utf-8-sig"
    return split(_decoded(data, encoding))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:  # a codec that makes no text of bytes
        return data.decode("utf-8-sig", "replace")


def split(text: str) -> list[str]:
    """Return the lines of a text, where Python and Jinja say that they end: not at a form feed."""
    lines = _LINE_END.split(text)
    return lines if lines[-1] else lines[:-1]


def _without_ends(file: str, lines: list[str]) -> list[str]:
    """Strip the lines of a file once for as long as linecache keeps them."""
    whole, stripped = _stripped.get(file, ([], []))
    if whole is not lines:
        if len(_stripped) >= _MOST_FILES:
            _stripped.clear()
        stripped = [line.rstrip("\r\n") for line in lines]
        _stripped[file] = lines, stripped
    return stripped


def version_of(file: str) -> float:
    """Return the modification time of a file, in seconds; 0 where there is no such file."""
    status = _status_of(file)
    return status.st_mtime if status else 0.0


def language_of(file: str) -> str:
    """Return the Pygments alias of the language of a file, by its ending."""
    return _LANGUAGES.get(file[file.rfind(".") :].lower(), "python") if "." in file else "python"
