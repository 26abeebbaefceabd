"""The command line: `debugpage …`, and the same by `python -m debugpage`."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

import click

import debugpage
from debugpage.errors import errors
from debugpage.locks import approve, lock

HELP_OPTIONS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
LOOPBACK = ("127.0.0.1", "::1", "localhost")
USUAL_PORTS = range(5050, 5070)


@click.group(context_settings=HELP_OPTIONS)
@click.version_option(debugpage.__version__, "-V", "--version", prog_name="debugpage")
@click.pass_context
def main(context: click.Context) -> None:
    """Show the error page that every Python web app deserves.

    See it at work with no code of your own: debugpage demo

    Then wrap your app, and start it as usual with DEBUGPAGE=1 in the environment:

    \b
      Flask, WSGI            from debugpage.wsgi import DebugMiddleware
                             app.wsgi_app = DebugMiddleware(app.wsgi_app)
      Starlette, Quart, ASGI from debugpage.asgi import DebugMiddleware
                             app = DebugMiddleware(app)
    """  # noqa: D301 - these backslashes are click's
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False


main.add_command(approve)
main.add_command(lock)
main.add_command(errors)


def _loopback(_context: click.Context, _parameter: click.Parameter, host: str) -> str:
    """Accept loopback addresses only: whoever reaches the demo may run code in it."""
    if host in LOOPBACK:
        return host
    raise click.BadParameter(
        f"{host!r} is not one of {', '.join(LOOPBACK)}. The demo's pages run what is typed into "
        "them, so it serves this machine only."
    )


@main.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    callback=_loopback,
    help="The loopback address to listen on.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="The TCP port, 0 for any free one.  "
    f"[default: the first free one from {USUAL_PORTS.start}]",
)
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
def demo(host: str, port: int | None, no_open: bool) -> None:
    """Serve a page of failing examples, to see what debugpage shows.

    One half is a Flask app (WSGI), the other a Starlette app (ASGI). Ctrl+C ends it.
    """
    _refuse_if_off()
    from debugpage.demo.app import make_app
    from debugpage.server.browser import open_browser
    from debugpage.server.listen import address_of, listen
    from debugpage.server.serve import Terms, make_server, serve

    try:
        listener = listen(host, USUAL_PORTS if port is None else [port])
    except OSError as error:
        raise click.ClickException(f"The demo cannot listen: {error.strerror}.") from None
    address = address_of(listener)

    def announce() -> None:
        click.echo(f"The demo is at {click.style(address, fg='cyan', underline=True)}")
        click.echo(click.style("Ctrl+C ends it.", dim=True))
        if not no_open:
            open_browser(address)

    serve(make_server(make_app(), "asgi", listener, Terms(announce)))


_FOLDER = click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path)
_PLACE = click.Path(resolve_path=True, path_type=Path)


@main.command()
@click.argument("target", default="", metavar="[TARGET]")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The TCP port, 0 for any free one.",
)
@click.option(
    "--interface",
    type=click.Choice(["wsgi", "asgi"]),
    help="What the app speaks.  [default: found out]",
)
@click.option(
    "--reload/--no-reload",
    "reloads",
    default=True,
    help="Serve the app anew whenever its code is saved.  [default: reload]",
)
@click.option(
    "--reload-by",
    type=click.Choice(["auto", "fork", "spare", "cold"]),
    default="auto",
    show_default=True,
    help="How the next process is made ready.",
)
@click.option(
    "--reload-strict",
    "is_strict",
    is_flag=True,
    help="Let the process before end first, where two of them would be in each other's way.",
)
@click.option(
    "--debug/--no-debug",
    default=None,
    help="Put debugpage around the app.  [default: debug, unless FLASK_DEBUG=0]",
)
@click.option(
    "--watch",
    "folders",
    multiple=True,
    type=_FOLDER,
    metavar="DIR",
    help="A further folder of code. May be given again.",
)
@click.option(
    "--extra-file",
    "extra",
    multiple=True,
    type=_PLACE,
    metavar="PATH",
    help="A further file or folder whose every change counts. May be given again.",
)
@click.option(
    "--exclude",
    "excluded",
    multiple=True,
    metavar="GLOB",
    help="Files or folders whose changes do not count. May be given again.",
)
@click.option(
    "--poll",
    "polls",
    is_flag=True,
    help="Look at the files again and again: for mounts that tell of no change.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes serve.",
)
@click.option(
    "--env-file",
    type=_FILE,
    metavar="FILE",
    help="Environment variables, in place of .env and .flaskenv.",
)
@click.option(
    "--live",
    is_flag=True,
    help="Let the app's own pages load themselves again, too, when it is served anew.",
)
@click.option("--open", "opens", is_flag=True, help="Open the browser.")
@click.option("--quiet", is_flag=True, help="Say nothing but what went wrong.")
def run(host: str, port: int, interface: Any, reloads: bool, reload_by: str, **rest: Any) -> None:
    """Serve an app of WSGI or ASGI, and serve it anew whenever its code is saved.

    TARGET is module:name, module:factory() or a file. With none, app.py, wsgi.py, asgi.py and
    main.py are tried, and in it app, application, create_app and make_app.
    """
    from debugpage.options import OptionError
    from debugpage.server.prepare import UnpreparedError
    from debugpage.server.run import Settings
    from debugpage.server.run import run as serve_target
    from debugpage.server.target import TargetError

    settings = Settings(interface=interface or "", reload_by=reload_by if reloads else "", **rest)
    try:
        with _listener(host, port) as listener:
            raise SystemExit(serve_target(settings, listener))
    except (TargetError, OptionError, UnpreparedError) as error:
        raise click.ClickException(str(error)) from None


def _listener(host: str, port: int) -> socket.socket:
    """Listen; where the port is taken, say who has it, and offer the next free one."""
    from debugpage.server.listen import PortTakenError, listen
    from debugpage.server.taken import holder_of

    try:
        return listen(host, [port])
    except PortTakenError:
        holder = holder_of(host, port)
        has_it = f"{holder} has it" if holder else "another program has it"
        other = listen(host, [*range(port + 1, min(port + 100, 65536)), 0])
        number = other.getsockname()[1]
        click.echo(f"Port {port} is in use: {has_it}.", err=True)
        if sys.stdin.isatty() and click.confirm(f"Use {number} instead?", default=True, err=True):
            return other
        other.close()
        raise click.ClickException(f"--port {number} is free.") from None
    except OSError as error:
        raise click.ClickException(f"Cannot listen on {host}: {error.strerror}.") from None


def _refuse_if_off() -> None:
    """End with a reason where debugpage would be off in spite of the demo's `enabled=True`."""
    from debugpage.interlock import decide
    from debugpage.options import OptionError, Options

    try:
        decision = decide(Options.load({"enabled": True}), None)
    except OptionError as error:
        raise click.ClickException(str(error)) from None
    if not decision.on:
        raise click.ClickException(f"debugpage is off here: {decision.why}.")
