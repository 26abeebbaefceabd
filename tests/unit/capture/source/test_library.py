"""Whose code a file is, by its name alone."""

import traceback
from pathlib import Path

import jinja2.environment
import pandas as pd
import pytest

import debugpage
from debugpage.capture.source.library import home_of


@pytest.mark.parametrize(
    ("file", "library", "path"),
    [
        ("/srv/shop/shop/tax.py", "", "shop/tax.py"),
        ("/opt/shop/tax.py", "", "/opt/shop/tax.py"),
        ("/usr/lib/python3/dist-packages/flask/app.py", "flask", "flask/app.py"),
        ("pandas/_libs/index.pyx", "pandas", "pandas/_libs/index.pyx"),
        ("<frozen importlib._bootstrap>", "importlib", "<frozen importlib._bootstrap>"),
        ("<string>", "", "<string>"),
        ("app.py", "", "app.py"),
        ("", "", ""),
    ],
)
def test_whose_a_file_is(file: str, library: str, path: str) -> None:
    assert home_of(file, "/srv/shop") == (library, path)


def test_frames_of_compiled_extensions_are_a_librarys() -> None:
    with pytest.raises(KeyError) as caught:
        pd.DataFrame({"country": ["GB"]})["cuntry"]
    frames = [frame for p in debugpage.capture(caught.value).problems for frame in p.frames]
    assert any(frame.file.endswith(".pyx") for frame in frames)
    own = {frame.function for frame in frames if not frame.library}
    assert own == {test_frames_of_compiled_extensions_are_a_librarys.__qualname__}
    assert {Path(frame.file).name for frame in frames if not frame.library} == {"test_library.py"}


def test_code_that_a_library_has_rewritten_is_the_librarys_and_has_no_source() -> None:
    # Sanic compiles its own methods anew, each under its bare name.
    library, made_up = dict(vars(jinja2.environment)), "def handle_request():\n    1 / 0\n"
    exec(compile(made_up, "handle_request", "exec"), library)
    with pytest.raises(ZeroDivisionError) as caught:
        library["handle_request"]()
    traceback.format_exception(caught.value)  # which has linecache take the module for the code
    frame = debugpage.capture(caught.value).problems[0].frames[-1]
    assert (frame.library, frame.file, frame.source) == ("jinja2", "handle_request", None)
