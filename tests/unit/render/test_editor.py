"""Addresses that open an editor."""

import pytest

from debugpage.render.editor import editor_url


@pytest.mark.parametrize(
    ("editor", "url"),
    [
        ("vscode", "vscode://file/a/b%20c.py:7"),
        ("cursor", "cursor://file/a/b%20c.py:7"),
        ("windsurf", "windsurf://file/a/b%20c.py:7"),
        ("zed", "zed://file/a/b%20c.py:7"),
        ("pycharm", "pycharm://open?file=/a/b%20c.py&line=7"),
        ("idea", "idea://open?file=/a/b%20c.py&line=7"),
        ("sublime", "subl://open?url=file:///a/b%20c.py&line=7"),
        ("emacs", "emacs://open?url=file:///a/b%20c.py&line=7"),
        ("vim", "mvim://open?url=file:///a/b%20c.py&line=7"),
        ("nvim", "nvim://open?url=file:///a/b%20c.py&line=7"),
        ("textmate", "txmt://open?url=file:///a/b%20c.py&line=7"),
        ("VSCode", "vscode://file/a/b%20c.py:7"),
        ("my-editor://at?f={file}&l={line}", "my-editor://at?f=/a/b%20c.py&l=7"),
    ],
)
def test_presets_and_templates(editor: str, url: str) -> None:
    assert editor_url(editor, "/a/b c.py", 7) == url


def test_windows_paths() -> None:
    assert editor_url("vscode", r"C:\a\b.py", 7) == "vscode://file/C:/a/b.py:7"
    assert editor_url("pycharm", r"C:\a\b.py", 7) == "pycharm://open?file=C:/a/b.py&line=7"


@pytest.mark.parametrize("file", ["<string>", "relative.py", "", "\ud800", "/a/\ud800.py"])
def test_what_is_no_file_has_no_address(file: str) -> None:
    assert editor_url("vscode", file, 1) == ""


@pytest.mark.parametrize(
    "editor",
    [
        *("javascript:alert({line})", "javascript://%0aalert({line})", "JavaScript://x/{file}"),
        *("data:text/html,{file}", "data://{file}", "vbscript://{file}", "file://{file}"),
        *("", "no-such-editor", "//evil.example/{file}", " vscode://{file}", "blob://{file}"),
    ],
)
def test_what_a_browser_would_run_or_follow_is_refused(editor: str) -> None:
    assert editor_url(editor, "/a.py", 1) == ""


def test_a_file_cannot_leave_its_place_in_the_address() -> None:
    url = editor_url("pycharm", '/a"><script>&line=9#{line}?\n.py', 7)
    assert url == "pycharm://open?file=/a%22%3E%3Cscript%3E%26line%3D9%23%7Bline%7D%3F%0A.py&line=7"
