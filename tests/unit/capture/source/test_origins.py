"""Wherever Python code came from, its source is shown if anybody has it, and none if nobody has."""

import builtins
import doctest
import importlib
import importlib.util
import linecache
import py_compile
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

import debugpage
from debugpage.report import Frame

FAILING = "def fail():\n    return 1 / 0\n"


def frame_of(fail: Callable[[], object]) -> Frame:
    with pytest.raises(ZeroDivisionError) as caught:
        fail()
    return debugpage.capture(caught.value).problems[0].frames[-1]


def line_of(frame: Frame) -> str:
    assert frame.source is not None
    return frame.source.lines[frame.line - frame.source.first]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path, str], ModuleType]]:
    loaded = []

    def load(folder: Path, name: str) -> ModuleType:
        monkeypatch.syspath_prepend(folder)
        loaded.append(name)
        return importlib.import_module(name)

    yield load
    for name in loaded:
        del sys.modules[name]


Load = Callable[[Path, str], ModuleType]


def test_an_example_of_doctest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtins, "_", None, raising=False)  # doctest sets it, and leaves it
    test = doctest.DocTestParser().get_doctest(
        ">>> x = 2\n>>> x / (x - 2)\n", {}, "notes", "notes.txt", 0
    )

    class Runner(doctest.DocTestRunner):
        def report_unexpected_exception(self, *failure: Any) -> None:
            _, _, _, (_, error, _) = failure
            frames.append(debugpage.capture(error).problems[0].frames[-1])

    frames: list[Frame] = []
    Runner(verbose=False).run(test, out=lambda _: None)
    assert line_of(frames[0]) == "x / (x - 2)"
    assert [(entry.name, entry.value.text) for entry in frames[0].values] == [
        ("x", "2"),
        ("x - 2", "0"),
    ]


@pytest.mark.parametrize("name", ["<ipython-input-1-abc>", "/tmp/ipykernel_7/123456.py"])
def test_a_cell_of_a_notebook(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = (len(FAILING), None, FAILING.splitlines(keepends=True), name)
    monkeypatch.setitem(linecache.cache, name, entry)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(FAILING, name, "exec"), namespace)
    assert line_of(frame_of(namespace["fail"])) == "    return 1 / 0"


class Loader:
    """Answers as it was told to: a text, or a function that does."""

    def __init__(self, answer: Callable[[str], Any]) -> None:
        self.answer = answer

    def get_source(self, name: str) -> Any:
        return self.answer(name)


def made(file: str, answer: Callable[[str], Any]) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "made", "__loader__": Loader(answer)}
    exec(compile(FAILING, file, "exec"), namespace)
    return namespace


@pytest.mark.parametrize("lazy", [True, False])
def test_a_loader_of_a_module_that_is_no_file(lazy: bool) -> None:
    file = f"/made/up/{lazy}.py"
    namespace = made(file, lambda name: FAILING)
    if lazy:  # as Python's own traceback leaves it
        assert linecache.lazycache(file, namespace)
    assert line_of(frame_of(namespace["fail"])) == "    return 1 / 0"


def test_code_that_a_module_makes_up_is_not_the_modules() -> None:
    namespace = made("/made/up/making.py", lambda name: "# the module itself\n" * 9)
    namespace["__file__"] = "/made/up/making.py"
    for file in ("<string>", "/made/up/else.py"):
        exec(compile(FAILING, file, "exec"), namespace)
        assert frame_of(namespace["fail"]).source is None


def leave(name: str) -> str:
    raise SystemExit(name)


def hang(name: str) -> str:
    while True:
        pass


@pytest.mark.parametrize("lazy", [True, False])
@pytest.mark.parametrize("answer", [leave, hang, lambda _: None, lambda _: 5])
def test_a_loader_that_gives_no_text(answer: Callable[[str], Any], lazy: bool) -> None:
    namespace = made("/made/up/failing.py", answer)
    if lazy:
        assert linecache.lazycache("/made/up/failing.py", namespace)
    assert frame_of(namespace["fail"]).source is None
    linecache.cache.pop("/made/up/failing.py", None)


def test_a_module_in_a_zip_file(tmp_path: Path, load: Load) -> None:
    with zipfile.ZipFile(tmp_path / "lib.zip", "w") as file:
        file.writestr("zipped_module.py", FAILING)
    frame = frame_of(load(tmp_path / "lib.zip", "zipped_module").fail)
    assert line_of(frame) == "    return 1 / 0"
    assert frame.library == ""


@pytest.mark.parametrize("mark", ["\x0c", "\x1c", "\u2028", "\x85"])
def test_lines_are_those_that_python_counts(mark: str, tmp_path: Path, load: Load) -> None:
    text = f"# {mark} no line ends here\nx = '''{mark}'''\n{FAILING}"
    (tmp_path / "strange_lines.py").write_text(text, encoding="utf-8")
    assert line_of(frame_of(load(tmp_path, "strange_lines").fail)) == "    return 1 / 0"
    with zipfile.ZipFile(tmp_path / "lib.zip", "w") as file:
        file.writestr("strange_lines_zipped.py", text)
    frame = frame_of(load(tmp_path / "lib.zip", "strange_lines_zipped").fail)
    assert line_of(frame) == "    return 1 / 0"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("latin-1", "# coding: latin-1"),
        ("shift_jis", "# -*- coding: shift_jis -*-"),
        ("utf-8-sig", "# with a mark"),
        ("utf-8", "# plain"),
    ],
)
def test_encodings_and_line_ends(
    encoding: str, head: str, end: str, tmp_path: Path, load: Load
) -> None:
    word = {"shift_jis": "価格", "latin-1": "größe"}.get(encoding, "größe価格")
    text = f"{head}\ndef fail():\n\t{word} = 0; return '{word}', 1 / {word}\n"
    (tmp_path / "encoded_module.py").write_bytes(text.replace("\n", end).encode(encoding))
    frame = frame_of(load(tmp_path, "encoded_module").fail)
    line = line_of(frame)
    assert line == f"\t{word} = 0; return '{word}', 1 / {word}"
    assert frame.source is not None
    assert frame.source.span is not None
    assert line[frame.source.span.column : frame.source.span.end_column] == f"1 / {word}"
    assert [(entry.name, entry.value.text) for entry in frame.values] == [(word, "0")]


def test_a_module_of_which_only_the_bytecode_is_there(tmp_path: Path, load: Load) -> None:
    source = tmp_path / "only_bytecode.py"
    source.write_text(FAILING, encoding="utf-8")
    py_compile.compile(str(source), cfile=str(tmp_path / "only_bytecode.pyc"))
    source.unlink()
    frame = frame_of(load(tmp_path, "only_bytecode").fail)
    assert frame.source is None
    assert (frame.line, frame.function) == (2, "fail")


def test_code_whose_file_is_another_one_now(tmp_path: Path) -> None:
    code: CodeType = compile(FAILING + "fail()\n", str(tmp_path / "gone.py"), "exec")
    frame = frame_of(lambda: exec(code, {}))
    assert frame.source is None
    (tmp_path / "gone.py").write_text("x = 1\n", encoding="utf-8")
    assert frame_of(lambda: exec(code, {})).source is None  # it has no such line


def test_a_file_with_bytes_that_its_encoding_does_not_know(tmp_path: Path, load: Load) -> None:
    (tmp_path / "broken_text.py").write_text(FAILING, encoding="utf-8")
    module = load(tmp_path, "broken_text")
    (tmp_path / "broken_text.py").write_bytes(b"# \xff\n    return 1 / 0\n")
    assert line_of(frame_of(module.fail)) == "    return 1 / 0"
