"""What the development server says in the terminal, in colour where there is one."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from debugpage.server.watch import Need

_SHOWN_FILES = 3


class Terminal:
    """Says what happens; nothing but what went wrong where it is to be quiet."""

    def __init__(self, *, quiet: bool) -> None:
        self._is_quiet = quiet
        self._here = Path.cwd()  # it may be deleted later

    def say(self, text: str = "") -> None:
        """Say something that is no error."""
        if not self._is_quiet:
            _say(text)

    def begins(self, address: str, facts: dict[str, str]) -> None:
        """Say where the app is served, and how."""
        self.say(f"Serving at {click.style(address, fg='cyan', underline=True)}")
        for name, text in facts.items():
            self.say(f"  {click.style(name + ':', dim=True):<20} {text}")
        self.say(click.style("  Ctrl+C ends it.", dim=True))

    def changed(self, files: Sequence[str], need: Need) -> None:
        """Say which files changed, and whether everything is loaded anew for it."""
        shown = ", ".join(map(self._short, files[:_SHOWN_FILES]))
        more = len(files) - _SHOWN_FILES
        rest = f" and {more} more" if more > 0 else ""
        how = "restarting from scratch" if need >= Need.COLD else "restarting"
        self.say(click.style(f"{shown}{rest} changed: {how}", dim=True))

    def ready(self, seconds: float, interface: str) -> None:
        """Say that the app is served, and how long that took. interface: empty for an error."""
        what = f" ({interface.upper()})" if interface else ""
        self.say(click.style(f"Ready in {seconds * 1_000:,.0f} ms", fg="green") + what)

    def not_loaded(self, error: str) -> None:
        """Say why the app could not be loaded."""
        _say(click.style(f"The app cannot be loaded: {error}", fg="red"))

    def crashed(self, end: str) -> None:
        """Say how the process that served has ended."""
        _say(click.style(f"The process that served the app {end}.", fg="red"))

    def begins_anew(self, why: str) -> None:
        """Say why this time a process starts from scratch."""
        self.say(click.style(f"{why}: restarting from scratch", dim=True))

    def prepares_no_more(self, why: str) -> None:
        """Say why each process starts from scratch from now on."""
        self.say(click.style(f"From now on each restart begins from scratch: {why}.", fg="yellow"))

    def left_out(self, package: str, why: str) -> None:
        """Say which package is loaded with the project, not ahead, and why."""
        self.say(click.style(f"{package} is not loaded ahead: it {why}.", fg="yellow"))

    def waits(self, why: str) -> None:
        """Say that the next process waits for the end of the one before it."""
        self.say(click.style(f"{why}: waiting for the process before to end", dim=True))

    def _short(self, file: str) -> str:
        path = Path(file)
        return str(path.relative_to(self._here)) if path.is_relative_to(self._here) else file


def _say(text: str) -> None:
    with suppress(OSError, ValueError):  # nobody reads any more; the app is served all the same
        click.echo(text, err=True)
