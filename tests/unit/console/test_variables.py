"""Values become variables of the console, as if they had been assigned there."""

import pytest

from debugpage.console.evaluate import Console
from tests.unit.console import frames


def told(console: Console, typed: str) -> object:
    outcome = console.evaluate(typed).result()
    assert outcome.error is None
    return outcome.value


def test_under_a_name() -> None:
    console, basket = Console(frames.function()), ["tea"]
    assert console.store(basket, "basket") == "basket"
    assert told(console, "(lambda: basket)()") is basket
    assert told(console, "basket = 5; basket") == 5


def test_over_a_name() -> None:
    console = Console(frames.function())
    console.evaluate("def f(): return pieces\n").result()
    console.store(7, "pieces")
    assert told(console, "f(), pieces") == (7, 7)
    console.store(8, "TAX")
    assert (told(console, "TAX"), frames.TAX) == (8, 20)


def test_names_that_are_free() -> None:
    console = Console(frames.function())
    assert told(console, "temp2 = 'taken'; None") is None
    assert [console.store(number) for number in range(3)] == ["temp1", "temp3", "temp4"]
    assert told(console, "temp1, temp2, temp3, temp4") == (0, "taken", 1, 2)
    told(console, "del temp1")
    assert console.store(5) == "temp1"


def test_in_a_module() -> None:
    frame = frames.module()
    console = Console(frame)
    assert console.store([1]) == "temp1"
    assert told(console, "temp1, globals()['temp1']") == ([1], [1])
    told(console, "temp1 = 5")
    assert told(console, "temp1") == 5


def test_private_names() -> None:
    console = Console(frames.method())
    console.store(5, "__mine")
    assert told(console, "__mine, [__mine for _ in 'a']") == (5, [5])


@pytest.mark.parametrize(
    "name", ["a b", "1", "class", "None", "a.b", "x;y", " x", "__class__", "é\n"]
)
def test_what_is_no_name(name: str) -> None:
    console = Console(frames.function())
    with pytest.raises(ValueError, match="cannot be the name of a variable"):
        console.store(1, name)
    assert "temp1" not in console.names
