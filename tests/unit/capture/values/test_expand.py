"""The rest of a value is reached by its path, in the order shown, with secrets still masked."""

from dataclasses import dataclass
from typing import Any

import pytest

from debugpage.capture.redaction.learned import mask_value
from debugpage.capture.redaction.redactor import MASK, Redactor
from debugpage.capture.take import take
from debugpage.capture.values.describer import Describer
from debugpage.capture.values.expand import Unreachable, expand
from debugpage.console.store import Gone, Store
from debugpage.options import Options
from debugpage.report import Value
from tests.hostile import HangingRepr, LyingList


@dataclass
class Order:
    number: int
    lines: list[int]
    password: str = "hunter2"


class Plain:
    def __init__(self) -> None:
        self.first = {"deep": [1, 2, {"deeper": list(range(100))}]}


NAMES: dict[str, Any] = {
    "orders": [Order(number, list(range(50))) for number in range(60)],
    "by_name": {f"key {number}": [number] for number in range(60)},
    "plain": Plain(),
    "failed": ValueError("x", [1, 2]),
    "password": {"old": "hunter2"},
    "lying": LyingList([1, 2, 3]),
    "hanging": [HangingRepr()],
}


def reach(*path: Any, start: int = 0) -> Value:
    return expand(NAMES, path, start, Redactor(), 0.1)


def test_a_path_follows_what_is_shown() -> None:
    quick = {root: value for root, value in NAMES.items() if root != "hanging"}
    for root, value in quick.items():
        shown = Describer(Redactor()).entry(root, value).value
        for number, child in enumerate(shown.children):
            assert reach(root, number)[:1] == child.value[:1]


def test_further_items_and_deeper_ones() -> None:
    more = reach("orders", start=24)
    assert [child.name for child in more.children][:2] == ["24", "25"]
    assert more.omitted == 60 - 48
    assert reach("orders", 59, 1, start=48).children[-1].value.text == "49"
    assert reach("plain", 0, 0, 2, 0).length == 100


def test_an_expression_that_runs_nothing_can_be_the_root() -> None:
    assert reach("by_name['key 7']", 0).text == "7"
    assert reach("plain.first", 0, 1).text == "2"


@pytest.mark.parametrize(
    "path",
    [
        (), (5,), ("nowhere",), ("orders", 60), ("orders", -1), ("orders", "0"), ("orders", True),
        ("len(orders)",), ("orders.__class__()",), ("1 +",), ("x" * 10_000,), ("(" * 500,),
        ("orders", *([0] * 200)), ("\0",),
    ],
)  # fmt: skip
def test_paths_that_lead_nowhere(path: tuple[Any, ...]) -> None:
    with pytest.raises(Unreachable):
        reach(*path)


def test_secrets_stay_masked_on_every_way() -> None:
    assert reach("password").text == MASK
    assert reach("password", 0).text == MASK
    assert reach("orders", 0, 2).text == MASK


def test_a_hanging_repr_costs_its_time_and_no_more() -> None:
    assert reach("hanging", 0).kind == "failed"


def test_secrets_stay_masked_behind_the_names_that_others_give_them() -> None:
    names = {"headers": [("authorization", "swordfish")], "argv": ["x", "--token", "swordfish"]}
    paths: tuple[list[str | int], ...] = (["headers", 0, 1], ["argv", 2])
    for path in paths:
        assert expand(names, path, 0, Redactor(), 0.1).text == MASK


def test_what_is_loaded_later_is_masked_by_what_the_report_has_learned() -> None:
    def fail(password: str) -> None:
        raise ValueError(len(password))

    try:
        fail("swordfish")
    except ValueError as error:
        captured = take(error, Options())
    store = Store(Options())
    store.keep(captured.report, captured.frames, remainder=captured.remainder)
    loaded = expand({"copy": [["it was swordfish"]]}, ["copy", 0], 0, Redactor(), 0.1)
    shown = mask_value(loaded, store.remainder(captured.report.id).mask)
    assert shown.children[0].value.text == f"'it was {MASK}'"
    store.clear()
    with pytest.raises(Gone):
        store.remainder(captured.report.id)
