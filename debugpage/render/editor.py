"""Addresses that open a line of a file in the developer's editor."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from debugpage.editors import editor_called, is_template
from debugpage.options import is_absolute


def editor_url(editor: str, file: str, line: int) -> str:
    """Return the URL that opens `file` at `line` (from 1), or an empty string if none can.

    `editor` is the name of an editor or a template, as `debugpage.editors` knows them. Only
    absolute file names have an address: `<string>` has none.
    """
    template = editor_called(editor).template
    if not is_template(template) or not is_absolute(file):
        return ""
    try:
        name = quote(file.replace("\\", "/") if _is_windows(file) else file, safe="/:")
    except UnicodeEncodeError:
        return ""
    path = name if name.startswith("/") else "/" + name
    return template.replace("{path}", path).replace("{line}", str(line)).replace("{file}", name)


def mapped(file: str, path_map: Iterable[str]) -> str:
    """Return the name by which the editor knows a file: with its longest prefix replaced.

    `path_map` holds `from=to` prefixes, which end where a folder does; of names of Windows they
    fit in any case and with either slash. Where the new prefix is of Windows, so is the whole name.
    """
    pairs = [entry.partition("=")[::2] for entry in path_map]
    fitting = [pair for pair in pairs if _lies_below(file, pair[0])]
    if not fitting:
        return file
    here, there = max(fitting, key=lambda pair: len(_stem(pair[0])))
    rest = file[len(_stem(here)) :]
    if _is_windows(there):
        return _stem(there) + rest.replace("/", "\\")
    return _stem(there) + (rest.replace("\\", "/") if _is_windows(file) else rest)


def _stem(folder: str) -> str:
    return folder.rstrip("/\\")


def _lies_below(file: str, folder: str) -> bool:
    """Tell whether a prefix is that of a file; names of Windows have no case and two slashes."""
    stem = _stem(folder)
    head, end = file[: len(stem)], file[len(stem) : len(stem) + 1]
    if _is_windows(file):
        return _plain(head) == _plain(stem) and end in ("", "/", "\\")
    return head == stem and end in ("", "/")


def _plain(windows_name: str) -> str:
    return windows_name.replace("/", "\\").lower()


def _is_windows(file: str) -> bool:
    return re.match(r"[A-Za-z]:[\\/]|\\\\", file) is not None
