"""A target is read, imported and found as people type it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from debugpage.server.target import Target, TargetError, load, read_target

APP = "def app(environ, start_response): return [__name__.encode()]\n"


@pytest.fixture(autouse=True)
def same_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        file = folder / (name.replace("__slash__", "/") + ".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def found(folder: Path, text: str, environ: dict[str, str] | None = None) -> object:
    return load(read_target(text, folder, environ or {}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shop:app", Target("shop", "app", Path("/here"))),
        ("shop", Target("shop", "", Path("/here"))),
        ("shop.web:create_app('dev')", Target("shop.web", "create_app('dev')", Path("/here"))),
    ],
)
def test_a_module_and_a_name(text: str, expected: Target) -> None:
    assert read_target(text, Path("/here"), {}) == expected


def test_a_file_is_found_in_its_package(tmp_path: Path) -> None:
    write(tmp_path, src__slash__shop__slash____init__="", src__slash__shop__slash__web=APP)
    target = read_target("src/shop/web.py:app", tmp_path, {})
    assert target == Target("shop.web", "app", tmp_path / "src")
    assert load(target) is sys.modules["shop.web"].app


def test_a_folder_stands_for_its_package(tmp_path: Path) -> None:
    write(tmp_path, shelf__slash____init__=APP)
    assert read_target("./shelf", tmp_path, {}) == Target("shelf", "", tmp_path)


@pytest.mark.parametrize("text", ["./shop", "shop/", "shop/../shop"])
def test_a_folder_that_is_no_package_has_a_usual_file(tmp_path: Path, text: str) -> None:
    write(tmp_path, shop__slash__wsgi=APP)
    assert read_target(text, tmp_path, {}) == Target("wsgi", "", tmp_path / "shop")
    assert read_target(".", tmp_path / "shop", {}) == Target("wsgi", "", tmp_path / "shop")


def test_a_folder_with_no_usual_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    with pytest.raises(TargetError, match=r"There is none of app\.py, .* in .*shop"):
        read_target("./shop:app", tmp_path, {})


@pytest.mark.parametrize("file", ["app", "wsgi", "asgi", "main"])
def test_nothing_finds_the_usual_files(tmp_path: Path, file: str) -> None:
    write(tmp_path, **{file: APP})
    assert found(tmp_path, "") is sys.modules[file].app


def test_nothing_finds_what_flask_app_names(tmp_path: Path) -> None:
    write(tmp_path, app=APP, stall=APP.replace("app", "counter"))
    assert found(tmp_path, "", {"FLASK_APP": "stall:counter"}) is sys.modules["stall"].counter


@pytest.mark.parametrize("name", ["application", "create_app", "make_app"])
def test_usual_names_are_found_and_factories_called(tmp_path: Path, name: str) -> None:
    body = f"def {name}(): return real\n" if "_" in name else f"{name} = real\n"
    write(tmp_path, booth="def real(environ, start_response): ...\n" + body)
    assert found(tmp_path, "booth") is sys.modules["booth"].real


@pytest.mark.parametrize(
    "name", ["create_app", "create_app()", "create_app('dev')", "create_app(stage='dev')"]
)
def test_factories_take_literals(tmp_path: Path, name: str) -> None:
    text = "def create_app(stage=''): return (lambda environ, start_response: stage)\n"
    write(tmp_path, kiosk=text)
    app = found(tmp_path, f"kiosk:{name}")
    assert callable(app)
    assert app({}, None) == ("dev" if "dev" in name else "")


def test_a_name_may_be_dotted(tmp_path: Path) -> None:
    write(tmp_path, tent="class api:\n    @staticmethod\n    def app(environ, start): ...\n")
    assert found(tmp_path, "tent:api.app") is sys.modules["tent"].api.app


def test_the_only_app_of_a_framework_is_found(tmp_path: Path) -> None:
    write(tmp_path, cart="from flask import Flask\nshop_front = Flask(__name__)\n")
    assert found(tmp_path, "cart") is sys.modules["cart"].shop_front


def test_an_app_that_only_its_own_server_can_serve_is_sent_there(tmp_path: Path) -> None:
    write(tmp_path, porter="from aiohttp import web\napp = web.Application()\n")
    with pytest.raises(TargetError, match=r"porter:app is an app of aiohttp.*with DEBUGPAGE=1"):
        found(tmp_path, "porter:app")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "none of app.py, wsgi.py, asgi.py, main.py"),
        ("nowhere.py", "no file"),
        ("nowhere:app", "no module nowhere"),
        ("no where", "takes module:name"),
        ("lonely:missing", "no missing in lonely"),
        ("lonely:number", "type int cannot be called"),
        ("lonely:create(", "takes a name, or a call"),
        ("lonely:create(number)", "takes a name, or a call"),
        ("lonely", "Name the app: debugpage run lonely:name"),
    ],
)
def test_what_is_not_there_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    write(tmp_path, lonely="number = 1\n")
    with pytest.raises(TargetError) as raised:
        found(tmp_path, text)
    assert sentence in str(raised.value)


def test_what_the_project_raises_is_raised(tmp_path: Path) -> None:
    write(tmp_path, broken="import missing_library\n")
    with pytest.raises(ModuleNotFoundError, match="missing_library"):
        found(tmp_path, "broken:app")
