"""What is told of the values of libraries: one line each, nothing asked, secrets learned."""

from pathlib import Path
from typing import Any

import pytest

from debugpage.capture import capture
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.values.glance import Glance

_EMPTY: tuple[Any, ...] = ([], (), {}, set())


class Teller:
    """Says something for itself."""

    asked = 0

    def __repr__(self) -> str:
        type(self).asked += 1
        return "<told>"


def glance(value: object, name: str = "value") -> Any:
    return Glance(Redactor()).entry(name, value).value


def test_containers_come_without_their_items() -> None:
    value = glance({"a": [1, 2], "b": 3})
    assert (value.text, value.length, value.children, value.omitted) == ("{…}", 2, (), 2)
    assert [glance(empty).text for empty in _EMPTY] == ["[]", "()", "{}", "{}"]


def test_plain_values_are_told() -> None:
    assert [glance(value).text for value in (7, None, "Ada", 1.5)] == ["7", "None", "'Ada'", "1.5"]


def test_no_object_is_asked() -> None:
    assert glance(Teller()).text.endswith("Teller object: not loaded>")
    assert Teller.asked == 0


def test_objects_tell_how_much_they_hold() -> None:
    teller = Teller()
    vars(teller)["price"] = 3
    value = glance(teller)
    assert (value.children, value.omitted) == ((), 1)


def test_secrets_inside_are_learned() -> None:
    redactor = Redactor()
    Glance(redactor).entry("settings", {"database": [{"password": "correct-horse"}]})
    mask = redactor.masker()
    assert mask is not None
    assert "correct-horse" not in mask("connected by correct-horse")


def test_secrets_by_name_are_masked() -> None:
    assert glance("correct-horse", "password").kind == "masked"


def test_only_the_frame_of_a_library_that_raised_tells_its_values(tmp_path: Path) -> None:
    file = tmp_path / "site-packages" / "shelves" / "core.py"
    text = "def outer(rows):\n    inner(rows)\ndef inner(rows):\n    raise ValueError(rows)\n"
    names: dict[str, Any] = {}
    exec(compile(text, str(file), "exec"), names)
    with pytest.raises(ValueError, match="Ada") as caught:
        names["outer"](["Ada"])
    frames = capture(caught.value).problems[0].frames
    assert [frame.library for frame in frames[-2:]] == ["shelves", "shelves"]
    assert [frame.locals[0].value.text for frame in frames[-2:]] == ["[…]", "['Ada']"]
