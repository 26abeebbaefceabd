"""The command line, run as a developer runs it: in a process of its own."""

import signal
import socket
import urllib.request

import pytest
from click.testing import CliRunner, Result

import debugpage
from debugpage.cli import main
from tests.demo import running_demo


def invoke(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environment)


def test_version_is_the_packages() -> None:
    assert invoke("--version").output == f"debugpage, version {debugpage.__version__}\n"


def test_help_names_the_demo_and_both_middlewares() -> None:
    output = invoke("--help").output
    assert "debugpage demo" in output
    assert "from debugpage.wsgi import DebugMiddleware" in output
    assert "from debugpage.asgi import DebugMiddleware" in output


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "127.0.0.2", "example.com", ""])
def test_demo_refuses_to_listen_beyond_this_machine(host: str) -> None:
    result = invoke("demo", "--host", host)
    assert result.exit_code == 2
    assert "this machine only" in " ".join(result.output.split())


def test_demo_says_that_a_port_asked_for_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = invoke("demo", "--port", str(port))
    assert result.exit_code == 1
    assert f"port {port} on 127.0.0.1 is in use" in " ".join(result.output.split())
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("DEBUGPAGE", "0", "DEBUGPAGE=0 is set"),
        ("APP_ENV", "production", "APP_ENV is a sign of production"),
        ("DEBUGPAGE_MINUTES", "soon", "'minutes' takes a whole number"),
    ],
)
def test_demo_says_why_it_would_show_nothing(variable: str, value: str, reason: str) -> None:
    result = invoke("demo", "--no-open", **{variable: value})
    assert result.exit_code == 1
    assert reason in result.output


def test_demo_prints_its_address_serves_and_ends_on_ctrl_c() -> None:
    with running_demo("--port", "0") as (process, address):
        with urllib.request.urlopen(address) as response:
            assert b"debugpage" in response.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0


def test_demo_ends_with_a_page_still_connected() -> None:
    with running_demo("--port", "0") as (process, address):
        port = int(address.rstrip("/").rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as kept:
            kept.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert kept.recv(12) == b"HTTP/1.1 200"
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=10) == 0


def test_two_demos_find_a_port_each() -> None:
    with running_demo() as (_, first), running_demo() as (_, second):
        assert first != second


@pytest.mark.parametrize(("variable", "colourful"), [("NO_COLOR", False), ("_", True)])
def test_no_color_is_honoured(variable: str, colourful: bool) -> None:
    import click

    @main.command("paint")
    def paint() -> None:
        click.echo(click.style("text", fg="red"))

    try:
        result = CliRunner().invoke(main, ["paint"], color=True, env={variable: "1"})
    finally:
        del main.commands["paint"]
    assert ("\x1b[" in result.output) is colourful
