"""Addresses that open a line of a file in the developer's editor."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from debugpage.options import is_absolute

# {path} begins with a slash on every system, {file} is the name as the system writes it.
_PRESETS = {
    "vscode": "vscode://file{path}:{line}",
    "vscode-insiders": "vscode-insiders://file{path}:{line}",
    "vscodium": "vscodium://file{path}:{line}",
    "cursor": "cursor://file{path}:{line}",
    "windsurf": "windsurf://file{path}:{line}",
    "zed": "zed://file{path}:{line}",
    "pycharm": "pycharm://open?file={file}&line={line}",
    "idea": "idea://open?file={file}&line={line}",
    "sublime": "subl://open?url=file://{path}&line={line}",
    "emacs": "emacs://open?url=file://{path}&line={line}",
    "vim": "mvim://open?url=file://{path}&line={line}",
    "nvim": "nvim://open?url=file://{path}&line={line}",
    "textmate": "txmt://open?url=file://{path}&line={line}",
}
_NAMES = {
    "vscode": "VS Code",
    "vscode-insiders": "VS Code Insiders",
    "vscodium": "VSCodium",
    "pycharm": "PyCharm",
    "idea": "IDEA",
    "sublime": "Sublime Text",
    "nvim": "Neovim",
    "textmate": "TextMate",
}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
# Schemes that a browser would run, or read as a document of its own.
_REFUSED = {"javascript", "data", "vbscript", "blob", "about", "file", "filesystem", "view-source"}


def editor_url(editor: str, file: str, line: int) -> str:
    """Return the URL that opens `file` at `line` (from 1), or an empty string if none can.

    `editor` is the name of a preset, or a template with `{file}` and `{line}`. A template has to
    begin with a scheme and `://`; the scheme is fixed there and never comes from the file's name.
    Only absolute file names have an address: `<string>` has none.
    """
    template = _PRESETS.get(editor.lower(), editor)
    scheme = _SCHEME.match(template)
    if not scheme or scheme[1].lower() in _REFUSED or not is_absolute(file):
        return ""
    try:
        name = quote(file.replace("\\", "/") if _is_windows(file) else file, safe="/:")
    except UnicodeEncodeError:
        return ""
    path = name if name.startswith("/") else "/" + name
    return template.replace("{path}", path).replace("{line}", str(line)).replace("{file}", name)


def editor_name(editor: str) -> str:
    """Return what people call the editor: its preset's name, or `editor` for a template."""
    name = editor.lower()
    return _NAMES.get(name, name.title() if name in _PRESETS else "editor")


def mapped(file: str, path_map: Iterable[str]) -> str:
    """Return the name by which the editor knows a file: with its longest prefix replaced.

    `path_map` holds `from=to` prefixes, which end where a folder does. Where the new prefix is of
    Windows, so is the whole name.
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
    stem = _stem(folder)
    return file.startswith(stem) and file[len(stem) : len(stem) + 1] in ("", "/", "\\")


def _is_windows(file: str) -> bool:
    return re.match(r"[A-Za-z]:[\\/]|\\\\", file) is not None
