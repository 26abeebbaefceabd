"""The page's own files: each is used, and none does what the policy or the house forbids."""

import base64
import hashlib
import re
from collections.abc import Iterator

import pytest

from debugpage.assets import asset_root
from debugpage.render import bundle

SINKS = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function")


def files(folder: str, ending: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of every file below one of the two top-level folders."""
    pending = [(folder, asset_root(folder))]
    while pending:
        name, place = pending.pop()
        if place.is_dir():
            pending += [(f"{name}/{inner.name}", inner) for inner in place.iterdir()]
        elif name.endswith(ending):
            yield name, place.read_text("utf-8")


STYLES = dict(files("static/css", ".css"))
SCRIPTS = dict(files("static/js", ".js"))
TEMPLATES = dict(files("templates", ".html"))
WHOLE = bundle.ERROR.also(bundle.CHAINED).also(bundle.LOCKED)
KITS = (bundle.NOTICE, bundle.UNLOCK, bundle.LIST, WHOLE, bundle.SERVED)
SETS = (bundle.EARLY_SCRIPTS, bundle.LIVE_SCRIPTS, *(kit.scripts for kit in KITS))


def test_every_file_is_used() -> None:
    index_of_the_demo = {"static/css/demo.css"}
    carried = {stem for kit in KITS for stem in kit.styles}
    assert set(STYLES) - index_of_the_demo == {f"static/css/{stem}.css" for stem in carried}
    assert carried == set(bundle.LAYERS)
    loaded = {f"static/js/{name}" for stems in SETS for name in bundle.modules(*stems)}
    assert set(SCRIPTS) == loaded


def names_made(module: str) -> list[str]:
    """Return the names that a module makes in its own scope."""
    names = r"^(?:export )?(?:const|let|class|function) (\w+)"
    return re.findall(names, SCRIPTS[f"static/js/{module}"], re.MULTILINE)


@pytest.mark.parametrize("stems", SETS)
def test_what_scripts_of_a_page_import_shares_no_name(stems: tuple[str, ...]) -> None:
    entries = {f"{stem}.js" for stem in stems}
    names = r"^(?:export )?(?:const|let|class|function) (\w+)"
    made = [
        name
        for module, text in bundle.modules(*stems).items()
        if module not in entries
        for name in re.findall(names, text, re.MULTILINE)
    ]
    assert sorted(made) == sorted(set(made))


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_never_make_elements_of_text(name: str) -> None:
    assert [sink for sink in SINKS if sink in SCRIPTS[name]] == []


def test_what_enters_the_page_imports_and_exports_nothing() -> None:
    text = "\n".join((bundle.scripts(), bundle.served().text))
    assert re.findall(r"^\s*(?:import|export)\b.*|\bimport\(", text, re.MULTILINE) == []


def test_the_served_script_is_named_and_vouched_for_by_its_digest() -> None:
    digest = hashlib.sha256(bundle.served().text.encode()).digest()
    assert bundle.served().name == f"{digest.hex()[:32]}.js"
    assert bundle.served().integrity == f"sha256-{base64.b64encode(digest).decode()}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_trust_nothing_and_run_nothing(name: str) -> None:
    assert re.findall(r"\|\s*safe\b|autoescape|\son\w+=|\sstyle=", TEMPLATES[name]) == []


@pytest.mark.parametrize("name", sorted(set(STYLES) - {"static/css/tokens.css"}))
def test_colours_are_tokens(name: str) -> None:
    text = STYLES[name].replace("rgb(0 0 0 / 40%)", "")  # the shade behind a dialog, in both themes
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text) == []


def test_every_token_that_is_used_exists() -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", "".join(STYLES.values())))
    made = set(re.findall(r"^\s*(--[\w-]+):", STYLES["static/css/tokens.css"], re.MULTILINE))
    assert used == made
