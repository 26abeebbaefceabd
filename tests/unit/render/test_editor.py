"""Addresses that open a line of a file in an editor."""

import pytest

from debugpage.editors import EDITORS, editor_called, is_editor, is_template
from debugpage.render.editor import editor_url, mapped


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
        *("view-source://{file}", "javascript://x/{file}{line}", "data://{file}{line}"),
        *(
            "vscode://\n{file}{line}",
            "vscode://{file} {line}",
            "vscode://{file}",
            "vscode://{line}",
        ),
    ],
)
def test_what_a_browser_would_run_or_follow_is_refused(editor: str) -> None:
    assert editor_url(editor, "/a.py", 1) == ""
    assert not is_editor(editor)


def test_every_known_editor_can_be_chosen_and_has_a_name() -> None:
    for name, editor in EDITORS.items():
        assert is_editor(name)
        assert editor_called(name.upper()) == editor
        assert is_template(editor.template), name
    assert editor_called("my-editor://{file}:{line}").title == "editor"


def test_a_file_cannot_leave_its_place_in_the_address() -> None:
    url = editor_url("pycharm", '/a"><script>&line=9#{line}?\n.py', 7)
    assert url == "pycharm://open?file=/a%22%3E%3Cscript%3E%26line%3D9%23%7Bline%7D%3F%0A.py&line=7"


MAP = ("/app=/home/me/shop", "/app/vendor/=/opt/vendor", r"/mnt/c=C:\\", r"C:\work=/home/me/work")


@pytest.mark.parametrize(
    ("file", "there"),
    [
        ("/app/shop/tax.py", "/home/me/shop/shop/tax.py"),
        ("/app/vendor/x.py", "/opt/vendor/x.py"),
        ("/application/x.py", "/application/x.py"),
        ("/other/app/x.py", "/other/app/x.py"),
        ("/mnt/c/dev/x.py", r"C:\dev\x.py"),
        (r"C:\work\a\x.py", "/home/me/work/a/x.py"),
        ("/app/odd\\name.py", "/home/me/shop/odd\\name.py"),
        ("<string>", "<string>"),
    ],
)
def test_the_longest_prefix_that_ends_a_folder_is_replaced(file: str, there: str) -> None:
    assert mapped(file, MAP) == mapped(file, MAP[::-1]) == there


@pytest.mark.parametrize("prefix", [r"C:\app", "c:/app", "C:/App/", "c:\\APP\\"])
@pytest.mark.parametrize(
    "file", [r"C:\app\shop\Tax.py", "c:/APP/shop/Tax.py", r"C:\App/shop\Tax.py"]
)
def test_windows_knows_no_case_and_both_slashes(prefix: str, file: str) -> None:
    assert mapped(file, (f"{prefix}=/home/me/shop",)) == "/home/me/shop/shop/Tax.py"
    assert mapped(file, (f"{prefix}=D:\\shop",)) == r"D:\shop\shop\Tax.py"


@pytest.mark.parametrize("prefix", [r"\\Server\share", "//server/Share"])
def test_a_share_of_windows(prefix: str) -> None:
    assert mapped(r"\\server\share\x.py", (f"{prefix}=/mnt/share",)) == "/mnt/share/x.py"


@pytest.mark.parametrize("file", [r"C:\application\x.py", r"D:\app\x.py", "/App/x.py"])
def test_a_prefix_ends_where_a_folder_does(file: str) -> None:
    assert mapped(file, (r"c:\app=/home/me", "/app=/srv/app")) == file


def test_posix_tells_cases_and_slashes_apart() -> None:
    assert mapped("/app\\x.py", ("/app=/srv",)) == "/app\\x.py"
    assert mapped("/APP/x.py", ("/app=/srv",)) == "/APP/x.py"


def test_a_whole_file_system_can_be_mapped() -> None:
    assert mapped("/srv/x.py", ("/=//wsl.localhost/Debian",)) == "//wsl.localhost/Debian/srv/x.py"
    assert mapped("/srv/x.py", (r"/=\\wsl$\Debian",)) == r"\\wsl$\Debian\srv\x.py"
    assert mapped("/app/x.py", ("/app=/",)) == "/x.py"


def test_mapped_names_open_as_others_do() -> None:
    assert editor_url("vscode", mapped("/mnt/c/dev/x.py", MAP), 7) == "vscode://file/C:/dev/x.py:7"
