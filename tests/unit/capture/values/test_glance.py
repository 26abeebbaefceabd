"""What is told of the values of libraries: one line each, nothing asked, secrets learned."""

import json
from typing import Any

from debugpage.capture import capture
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.values.glance import Glance


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
    assert [glance(empty).text for empty in ([], (), {}, set())] == ["[]", "()", "{}", "{}"]


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


def test_only_the_frame_of_a_library_that_raised_tells_its_values() -> None:
    try:
        json.loads("[1, }")
    except ValueError as error:
        frames = capture(error).problems[0].frames
    inner = {entry.name: entry.value for entry in frames[-1].locals}
    outer = {entry.name: entry.value for entry in frames[-2].locals}
    assert frames[-1].library == frames[-2].library == "json"
    assert inner["self"].children
    assert not outer["self"].children
    assert outer["self"].omitted
