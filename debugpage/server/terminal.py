"""What the development server says in the terminal."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from debugpage.server.watch import Need

_SHOWN_FILES = 3


class Terminal:
    """Says on standard error what happens; nothing but errors where it is to be quiet."""

    def __init__(self, *, quiet: bool) -> None:
        self._is_quiet = quiet

    def say(self, text: str = "") -> None:
        """Say something that is no error."""
        if not self._is_quiet:
            click.echo(text, err=True)

    def changed(self, files: Sequence[str], need: Need) -> None:
        """Say which files changed, and whether all is started anew for it."""
        shown = ", ".join(_short(file) for file in files[:_SHOWN_FILES])
        more = len(files) - _SHOWN_FILES
        rest = f" and {more} more" if more > 0 else ""
        how = "restarting from scratch" if need is Need.COLD else "restarting"
        self.say(click.style(f"{shown}{rest} changed: {how}", dim=True))

    def loaded(self, error: str) -> None:
        """Say why the app could not be loaded, if so."""
        if error:
            click.secho(f"The app cannot be loaded: {error}", fg="red", err=True)

    def ready(self, seconds: float) -> None:
        """Say that the app is served, and how long that took."""
        self.say(click.style(f"Ready in {seconds * 1_000:,.0f} ms", fg="green"))

    def crashed(self, status: int) -> None:
        """Say that the process which served has ended by itself."""
        click.secho(f"The process that served the app ended: {status}", fg="red", err=True)


def _short(file: str) -> str:
    path = Path(file)
    here = Path(os.curdir).resolve()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
