"""Open the developer's browser, where there is one to open."""

import os
import sys
import threading
import webbrowser
from collections.abc import Mapping

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def open_browser(address: str) -> None:
    """Show `address` in the developer's browser, if there is one. Returns at once.

    Starting a browser can take seconds, so it is done in a thread that ends with the process.
    """
    if has_browser(os.environ, sys.platform):
        threading.Thread(target=_open, args=(address,), daemon=True).start()


def has_browser(environ: Mapping[str, str], platform: str) -> bool:
    """Say whether a browser would be seen by somebody.

    Not on a build server; over SSH only where a display is forwarded. `BROWSER` is the user's
    own word, which editors with remote windows set too, and settles it.
    """
    if environ.get("CI"):
        return False
    if environ.get("BROWSER") or any(environ.get(display) for display in DISPLAYS):
        return True
    return platform in {"darwin", "win32"} and not environ.get("SSH_CONNECTION")


def _open(address: str) -> None:
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if not runs_in_terminal(browser):
        browser.open(address)


def runs_in_terminal(browser: webbrowser.BaseBrowser) -> bool:
    """Say whether `browser` would take over the terminal, as lynx and w3m do."""
    return type(browser) is webbrowser.GenericBrowser
