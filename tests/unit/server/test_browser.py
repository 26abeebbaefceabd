"""When the demo opens a browser, and when it had better not."""

import webbrowser

import pytest

from debugpage.server.browser import has_browser, runs_in_terminal


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({"SSH_CONNECTION": "…"}, "linux", False),
        ({"SSH_CONNECTION": "…", "DISPLAY": "localhost:10.0"}, "linux", True),
        ({"SSH_CONNECTION": "…", "BROWSER": "code --openExternal"}, "linux", True),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({"BROWSER": "firefox", "CI": "true"}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "…"}, "darwin", False),
        ({}, "win32", True),
    ],
)
def test_has_browser(environ: dict[str, str], platform: str, expected: bool) -> None:
    assert has_browser(environ, platform) is expected


def test_browsers_in_the_terminal_are_told_from_others() -> None:
    assert runs_in_terminal(webbrowser.GenericBrowser("lynx"))
    assert not runs_in_terminal(webbrowser.BackgroundBrowser("xdg-open"))
    assert not runs_in_terminal(webbrowser.Mozilla("firefox"))
