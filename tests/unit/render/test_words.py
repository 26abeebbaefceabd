"""The phrases that several forms share."""

import pytest

from debugpage.render import words
from debugpage.report import Origin, Value
from tests import reports


@pytest.mark.parametrize(
    ("path", "folder", "name"),
    [
        ("shop/tax.py", "shop/", "tax.py"),
        ("tax.py", "", "tax.py"),
        (r"shop\tax.py", "shop\\", "tax.py"),
        ("<string>", "", "<string>"),
        ("shop/", "", "shop/"),
        ("/", "", "/"),
    ],
)
def test_folder_and_name_make_the_path(path: str, folder: str, name: str) -> None:
    frame = reports.frame(1, path=path)
    assert (words.folder(frame), words.file_name(frame)) == (folder, name)


def test_a_frame_without_a_short_path_is_called_by_its_file() -> None:
    frame = reports.frame(1, file="<string>", path="")
    assert words.location(frame) == "<string>:10"


@pytest.mark.parametrize(
    ("value", "caption"),
    [
        (Value("int", "1"), ""),
        (Value("str", "'a'", "text", 1), ""),
        (Value("str", "'a…a'", "text", 5_000), "str · 5,000"),
        (Value("dict", "{}", "mapping", 0), "dict · 0"),
        (Value("shop.Item", "Item()", "object"), "shop.Item"),
    ],
)
def test_captions_say_what_the_text_does_not(value: Value, caption: str) -> None:
    assert words.caption(value) == caption


def test_numbers_have_their_nouns() -> None:
    assert words.counted(1, "frame") == "1 frame"
    assert words.counted(1_200, "frame") == "1,200 frames"


def test_headlines() -> None:
    problem = reports.problem(type="Odd", module="shop.errors", message="")
    assert words.headline(problem) == "Odd"
    assert words.qualified_type(problem) == "shop.errors.Odd"
    assert words.qualified_type(reports.problem()) == "KeyError"
    assert len(words.short_headline(reports.problem(message="x" * 9_999))) == 160


def test_texts_are_long_by_the_rows_they_take() -> None:
    assert not words.is_long(["one"] * 12, 12)
    assert words.is_long(["one"] * 13, 12)
    assert words.is_long(["a\nb" * 12], 12)
    assert words.is_long(["x" * 100 * words.ROW], 20)


@pytest.mark.parametrize(
    ("origin", "task", "with_request", "told"),
    [
        ("request", "Task-7", True, "GET /checkout"),
        ("request", "", False, ""),
        ("websocket", "Task-7", True, "GET /checkout"),
        ("background", "Task-7", True, "background task of GET /checkout"),
        ("task", "send mail", False, "task send mail"),
        ("task", "send mail", True, "task send mail of GET /checkout"),
        ("thread", "Thread-1 (work)", False, "thread Thread-1 (work)"),
        ("thread", "", False, "thread"),
        ("lifespan", "Task-1", False, "lifespan"),
    ],
)
def test_the_occasion_of_an_error_is_its_request_or_what_else_failed(
    origin: Origin, task: str, with_request: bool, told: str
) -> None:
    request = reports.REQUEST._replace(method="GET", path="/checkout") if with_request else None
    report = reports.report_of(reports.problem(), origin=origin, task=task, request=request)
    assert words.occasion(report) == told
