"""The commands `debugpage approve` and `debugpage lock`: who may use consoles, said at a terminal.

They work in the private folder that all processes of one user share, so whoever can run them is
the user who runs the server.
"""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from debugpage.console.unlock.challenges import Waiting
    from debugpage.console.unlock.doorkeeper import Doorkeeper


@click.command()
@click.argument("name", required=False)
def approve(name: str | None) -> None:
    """Let a browser in that asks to open consoles.

    NAME is what its page shows. Without it, the browsers that wait are listed; if it is one, it is
    let in once you say yes. Run this as the user, and in the container, that the server runs in.
    """
    challenges = _doorkeeper().challenges
    label = (name or _chosen(challenges.waiting())).upper()
    if not challenges.approve(label):
        raise click.ClickException(f"No browser called {label!r} asks, or not any longer.")
    click.echo(f"The browser {label} is let in. To end that: debugpage lock")


def _chosen(waiting: "list[Waiting]") -> str:
    """Return the label of the browser that the user lets in, of those that wait."""
    from debugpage.render.visible import visible

    if not waiting:
        raise click.ClickException(
            "No browser asks. Open its locked page, and choose there to open the consoles."
        )
    for one in waiting:
        told = visible(f"{one.label}  {one.address or 'unknown address'}  {one.browser}")
        click.echo(f"{told}  ({one.seconds:.0f} s ago)")
    if len(waiting) > 1:
        raise click.ClickException("Name the one that your browser shows: debugpage approve NAME")
    click.confirm("Is that what your browser shows?", abort=True)
    return waiting[0].label


@click.command()
def lock() -> None:
    """End every session, token and console at once, in all servers of this user."""
    from debugpage.workers.everyone import tell_all

    sessions = _doorkeeper().end_all()
    told = [answer for answer in tell_all("lock") if answer.kind == "locked"]
    errors = sum(int(answer.head.get("errors", 0)) for answer in told)
    click.echo(
        f"Locked: {_counted(sessions, 'session')} ended, and the consoles of"
        f" {_counted(errors, 'error')} in {_counted(len(told), 'process', 'processes')}."
    )


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _doorkeeper() -> "Doorkeeper":
    """Return who lets browsers in, for all servers of this user."""
    from debugpage.console.unlock.doorkeeper import Doorkeeper
    from debugpage.workers.folder import runtime_folder

    try:
        folder = runtime_folder()
    except OSError as fault:
        raise click.ClickException(f"There is no private folder to share: {fault}.") from None
    return Doorkeeper(lambda: folder)
