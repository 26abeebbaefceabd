"""The command line: `debugpage …`, and the same by `python -m debugpage`."""

import os

import click

import debugpage

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
    from debugpage.demo.browser import open_browser
    from debugpage.server.listen import address_of, listen
    from debugpage.server.serve import make_server, serve

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

    serve(make_server(make_app(), "asgi", listener, announce))


@main.command()
@click.argument("target", default="", metavar="[TARGET]")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--reload", "reload_by", default="auto", type=click.Choice(["auto", "fork", "spare", "cold"])
)
def run(target: str, host: str, port: int, reload_by: str) -> None:
    """Serve an app, and serve it anew whenever its code is saved."""
    from debugpage.server.run import RunSettings
    from debugpage.server.run import run as run_server

    raise SystemExit(run_server(RunSettings(target, host, port, reload_by)))


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
