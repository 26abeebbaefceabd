"""Options are checked when they are made, and say what they take."""

import dataclasses
from typing import Any

import pytest

from debugpage.options import OptionError, Options


def test_the_defaults_are_right() -> None:
    assert Options() == Options.load({}, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("enabled", "yes"), ("enabled", 1), ("path", "debug"), ("path", "/debug"), ("path", "/"),
        ("path", "//"), ("path", "/ä/"), ("path", "/a b/"), ("path", 5), ("path", None),
        ("path", "/a\nb/"), ("path", "/a/\n"), ("path", "/a\x00/"), ("path", "/a\x7f/"),
        ("path", "/a/../b/"), ("path", "/./"), ("path", "/../"), ("path", "/a|b/"),
        ("path", "/{a}/"),
        ("hosts", "localhost"), ("hosts", (1,)), ("hosts", ("",)), ("allow", {"DYNO"}),
        ("redact", None), ("project", "/nowhere/at/all"), ("project", 3),
        ("name", None), ("editor", None), ("editor", 3), ("editor", ""), ("editor", "vscod"),
        ("editor", "javascript:alert(1)"), ("editor", "javascript://{file}{line}"),
        ("editor", "mine://{file}"), ("editor", "mine://{line}"), ("editor", "{file}:{line}"),
        ("editor", "mine://\n{file}{line}"),
        ("path_map", "/a=/b"), ("path_map", ("/a",)), ("path_map", ("app=/b",)),
        ("path_map", ("/a=",)), ("path_map", {"/a": "/b"}),
        ("source_lines", -1), ("source_lines", "5"), ("source_lines", True),
        ("tracebacks", 0), ("minutes", 0), ("minutes", 1.5), ("reports", 0),
        ("history", None), ("history", "False"),
        ("log_rescue", "pages"), ("log_rescue", None),
        ("repr_milliseconds", 0), ("repr_milliseconds", 10**9),
    ],
)  # fmt: skip
def test_an_ill_typed_option_is_named_with_what_it_takes(name: str, value: Any) -> None:
    with pytest.raises(OptionError) as refused:
        Options(**{name: value})
    assert f"option {name!r} takes" in str(refused.value)
    assert repr(value) in str(refused.value)


def test_an_unknown_option_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(OptionError, match=r"no option 'pth'\. Did you mean path\?"):
        Options.load({"pth": "/x/"}, {})


def test_the_environment_sets_each() -> None:
    environ = {
        "DEBUGPAGE_ENABLED": "true",
        "DEBUGPAGE_PATH": "/_errors/",
        "DEBUGPAGE_HOSTS": "dev.example, shop.example",
        "DEBUGPAGE_PEERS": "172.17.0.1, 10.0.2.0/24,fd00::/64",
        "DEBUGPAGE_ALLOW": "DYNO",
        "DEBUGPAGE_REDACT": "iban",
        "DEBUGPAGE_PROJECT": "/",
        "DEBUGPAGE_NAME": "shop",
        "DEBUGPAGE_EDITOR": "zed",
        "DEBUGPAGE_PATH_MAP": "/app=/home/me/shop, /mnt/c=C:\\",
        "DEBUGPAGE_SOURCE_LINES": "3",
        "DEBUGPAGE_TRACEBACKS": "5",
        "DEBUGPAGE_MINUTES": "60",
        "DEBUGPAGE_REPORTS": "7",
        "DEBUGPAGE_HISTORY": "0",
        "DEBUGPAGE_LOG_RESCUE": "link",
        "DEBUGPAGE_REPR_MILLISECONDS": "100",
    }
    options = Options.load({}, environ)
    assert options == Options(
        enabled=True,
        path="/_errors/",
        hosts=("dev.example", "shop.example"),
        peers=("172.17.0.1", "10.0.2.0/24", "fd00::/64"),
        allow=("DYNO",),
        redact=("iban",),
        project="/",
        name="shop",
        editor="zed",
        path_map=("/app=/home/me/shop", "/mnt/c=C:\\"),
        source_lines=3,
        tracebacks=5,
        minutes=60,
        reports=7,
        history=False,
        log_rescue="link",
        repr_milliseconds=100,
    )
    assert len(environ) == len(dataclasses.fields(Options)) - 1


def test_the_environment_cannot_say_who_is_there() -> None:
    with pytest.raises(OptionError, match="in code alone"):
        Options.load({}, {"DEBUGPAGE_IDENTIFY": "browser"})
    with pytest.raises(OptionError, match="in code alone"):
        Options(identify="browser")  # type: ignore[arg-type]  # what is refused
    assert Options(identify=repr).identify is repr


@pytest.mark.parametrize(
    "path", ["/_errors/", "/a/b.c/", "/~me/", "/.well-known/x/", "/a..b/", "/A-1_@:/"]
)
def test_paths_that_are_taken(path: str) -> None:
    assert Options(path=path).path == path


@pytest.mark.parametrize(
    "editor",
    ["VSCode", "mine://{file}:{line}", "mine://{path}&{line}", "http://127.0.0.1/{file}{line}"],
)
def test_editors_that_are_taken(editor: str) -> None:
    assert Options(editor=editor).editor == editor


def test_an_unknown_editor_is_told_which_there_are() -> None:
    with pytest.raises(OptionError, match=r"vscode, vscode-insiders, .* with .* given was 'vscod'"):
        Options(editor="vscod")


def test_an_unknown_variable_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(OptionError, match=r"DEBUGPAGE_REDCT='x'.* Did you mean DEBUGPAGE_REDACT\?"):
        Options.load({}, {"DEBUGPAGE_REDCT": "x"})
    with pytest.raises(OptionError, match=r"DEBUGPAGE_QQQ='1'.* There are: .*DEBUGPAGE_REDACT,"):
        Options.load({"redact": ()}, {"DEBUGPAGE_QQQ": "1"})


def test_what_is_no_option_of_ours_or_is_empty_is_left_alone() -> None:
    environ = {"DEBUGPAGE": "1", "DEBUGPAGER": "less", "debugpage_x": "1", "DEBUGPAGE_REDCT": ""}
    assert Options.load({}, environ) == Options()


def test_code_wins_over_the_environment() -> None:
    assert Options.load({"source_lines": 1}, {"DEBUGPAGE_SOURCE_LINES": "3"}).source_lines == 1


@pytest.mark.parametrize(("name", "text"), [("ENABLED", "maybe"), ("MINUTES", "soon")])
def test_an_ill_typed_variable_is_named(name: str, text: str) -> None:
    with pytest.raises(OptionError, match=f"DEBUGPAGE_{name}='{text}'"):
        Options.load({}, {f"DEBUGPAGE_{name}": text})


def test_a_list_is_taken_for_a_tuple() -> None:
    assert Options(hosts=["dev.example"]).hosts == ("dev.example",)  # type: ignore[arg-type]  # that is the point


def test_the_middleware_checks_its_options_at_start() -> None:
    import debugpage.asgi
    import debugpage.wsgi

    app: Any = object()
    for middleware in (debugpage.wsgi.DebugMiddleware, debugpage.asgi.DebugMiddleware):
        with pytest.raises(OptionError, match="no option 'paht'"):
            middleware(app, paht="/x/")


@pytest.mark.parametrize(
    "peer",
    [
        *("localhost", "172.17.1", "2886795265", "0xac110001", "172.017.0.1", "0.0.0.0/0", "::/0"),
        *("10.0.2.1/24", "10.0.2.0/255.255.255.0", "FD00::/64", "fd00:0::1", "[::1]", "10.0.0.1 "),
        *("10.0.0.1:80", "*"),
    ],
)
def test_peers_in_other_spellings_are_refused(peer: str) -> None:
    with pytest.raises(OptionError, match="shortest form"):
        Options(peers=(peer,))
