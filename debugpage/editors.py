"""Editors: those known by name, and which URL templates of others can be taken."""

import re
from typing import NamedTuple


class Editor(NamedTuple):
    """An editor: what people call it, and the template of the URL that opens a line of a file.

    In a template `{file}` is a file's name as its system writes it, `{path}` the same with a
    slash before it on every system, and `{line}` a number from 1.
    """

    title: str
    template: str


EDITORS = {
    "vscode": Editor("VS Code", "vscode://file{path}:{line}"),
    "vscode-insiders": Editor("VS Code Insiders", "vscode-insiders://file{path}:{line}"),
    "vscodium": Editor("VSCodium", "vscodium://file{path}:{line}"),
    "cursor": Editor("Cursor", "cursor://file{path}:{line}"),
    "windsurf": Editor("Windsurf", "windsurf://file{path}:{line}"),
    "zed": Editor("Zed", "zed://file{path}:{line}"),
    "pycharm": Editor("PyCharm", "pycharm://open?file={file}&line={line}"),
    "idea": Editor("IDEA", "idea://open?file={file}&line={line}"),
    "sublime": Editor("Sublime Text", "subl://open?url=file://{path}&line={line}"),
    "emacs": Editor("Emacs", "emacs://open?url=file://{path}&line={line}"),
    "vim": Editor("Vim", "mvim://open?url=file://{path}&line={line}"),
    "nvim": Editor("Neovim", "nvim://open?url=file://{path}&line={line}"),
    "textmate": Editor("TextMate", "txmt://open?url=file://{path}&line={line}"),
}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
# Schemes that a browser would run, or read as a document of its own.
_REFUSED = {"javascript", "data", "vbscript", "blob", "about", "file", "filesystem", "view-source"}


def editor_called(name: str) -> Editor:
    """Return the editor of that name (in any case), or one for the template that `name` is."""
    return EDITORS.get(name.lower()) or Editor("editor", name)


def is_editor(name: str) -> bool:
    """Tell whether `name` is that of a known editor, or a template that can be taken."""
    return name.lower() in EDITORS or is_template(name)


def is_template(text: str) -> bool:
    """Tell whether a text is a URL template with a place for the file and one for the line.

    It begins with a scheme and `://`, so that the scheme never comes from a file's name, and the
    scheme is none that a browser opens itself. White space and control characters, which browsers
    drop from URLs, are refused.
    """
    scheme = _SCHEME.match(text)
    if not scheme or scheme[1].lower() in _REFUSED or not text.isprintable() or " " in text:
        return False
    return ("{file}" in text or "{path}" in text) and "{line}" in text
