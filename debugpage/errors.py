"""The command `debugpage errors`: what the history keeps, at a terminal."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from debugpage.history.database import Database, Kept
    from debugpage.render.listing import Group
    from debugpage.render.negotiate import Form

FORMS = ("text", "markdown", "json", "html")
_LABEL_LENGTH = 8
_MOST_EARLIER = 5


@click.command()
@click.argument("name", required=False, metavar="[ID]")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="text",
    show_default=True,
    help="The form in which the report ID is printed.",
)
@click.option(
    "--all", "is_everywhere", is_flag=True, help="Of all projects, not this folder alone."
)
@click.option("--clear", is_flag=True, help="Forget them.")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, resolve_path=True),
    help="Of the project in this folder.  [default: the one you are in]",
)
def errors(
    name: str | None, form: "Form", is_everywhere: bool, clear: bool, project: str | None
) -> None:
    """List the errors of this project, the newest first, or print one.

    ID is as the list shows it: the beginning of an id, as long as it is that of one error alone.
    """
    where = None if is_everywhere else project or str(Path.cwd())
    if clear:
        if name:
            raise click.UsageError("--clear forgets all errors, and takes no ID.")
        _forget(where)
    elif name:
        _print(name, form)
    else:
        _list(where)


def _database() -> "Database":
    from debugpage.history.database import Database
    from debugpage.history.place import history_file

    return Database(history_file())


def _kept(where: str | None) -> "list[Kept]":
    import sqlite3

    try:
        return _database().lines(where)
    except (OSError, sqlite3.Error) as fault:
        raise click.ClickException(f"The history of errors cannot be read: {fault}.") from None


def _forget(where: str | None) -> None:
    import sqlite3

    from debugpage.render.words import counted

    try:
        number = _database().clear(where)
    except (OSError, sqlite3.Error) as fault:
        raise click.ClickException(f"The history of errors cannot be cleared: {fault}.") from None
    click.echo(f"Forgot {counted(number, 'error')}.")


def _list(where: str | None) -> None:
    from debugpage.render.listing import grouped
    from debugpage.workers.liveness import who_is_alive
    from debugpage.workers.names import owner_of

    kept = _kept(where)
    if not kept:
        of = "" if where is None else f" of {where}; --all shows those of all projects"
        click.echo(f"There are no errors{of}.", err=True)
        return
    alive = who_is_alive({owner_of(one.line.id) for one in kept} - {""})
    projects = {one.line.id: one.project for one in kept}
    lines = [one.line._replace(is_alive=one.line.id in alive.errors) for one in kept]
    now = datetime.now().astimezone()
    for group in grouped(lines):
        for text in _told(group, now, "" if where else projects[group.lines[0].id]):
            click.echo(text)


def _told(group: "Group", now: datetime, project: str) -> Iterable[str]:
    """Return the lines that are told of equal errors; click takes colours from a pipe."""
    from debugpage.render.listing import told_time

    newest = group.lines[0]
    times = f" ×{len(group.lines)}" if len(group.lines) > 1 else ""  # noqa: RUF001 - times
    state = click.style("alive", fg="green") if group.is_alive else click.style("gone", dim=True)
    label = click.style(_label(newest.id), fg="yellow")
    error = click.style(newest.error, fg="red", bold=True)
    where = " · ".join(filter(None, (newest.occasion, newest.place, newest.function, project)))
    yield f"{label}  {told_time(newest.time, now)}  {state}  {error}{times}"
    yield f"{'':{_LABEL_LENGTH}}  {where}"
    earlier = [f"{_label(line.id)} {told_time(line.time, now)}" for line in group.lines[1:]]
    if earlier:
        more = ", …" if len(earlier) > _MOST_EARLIER else ""
        yield f"{'':{_LABEL_LENGTH}}  before: {', '.join(earlier[:_MOST_EARLIER])}{more}"


def _label(name: str) -> str:
    """Return what tells an error from others: the ids of one process all begin alike."""
    return name.rpartition("-")[2][:_LABEL_LENGTH]


def _print(name: str, form: "Form") -> None:
    from debugpage.history.packed import unpacked
    from debugpage.render import render
    from debugpage.render.json_reader import NoReport

    found = _the_one(name)
    try:
        report = unpacked(_database().report(found, None))
    except NoReport as fault:
        raise click.ClickException(f"The report {found} cannot be read: {fault}.") from None
    click.echo(render(report, form).encode("utf-8", "backslashreplace"), nl=False)


def _the_one(name: str) -> str:
    """Return the id of the one error that a beginning of its id, or of the id's end, names."""
    ids = [one.line.id for one in _kept(None)]
    found = [one for one in ids if one.startswith(name) or one.rpartition("-")[2].startswith(name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.ClickException(
            f"No error called {name!r} is kept. debugpage errors --all lists them."
        )
    few = ", ".join(sorted(map(_label, found))[:_MOST_EARLIER])
    more = ", …" if len(found) > _MOST_EARLIER else "."
    raise click.ClickException(f"{name!r} may be any of {len(found)} errors: {few}{more}")
