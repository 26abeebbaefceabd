"""The values at the failing range are found, and nothing is called for them."""

from typing import Any

import pytest

import debugpage
from debugpage.report import Frame

RATES = {"GB": {"rate": 0.2}, "FR": {"rate": 0.2}}


class Customer:
    address = None


def innermost(error: BaseException) -> Frame:
    return debugpage.capture(error).problems[0].frames[-1]


def shown(frame: Frame) -> dict[str, str]:
    return {entry.name: entry.value.text for entry in frame.values}


def test_names_and_globals_of_the_failing_range() -> None:
    country = "DE"
    with pytest.raises(KeyError) as caught:
        _ = RATES[country]["rate"]
    assert shown(innermost(caught.value)) == {
        "RATES": "{'GB': {'rate': 0.2}, 'FR': {'rate': 0.2}}",
        "country": "'DE'",
    }


def test_which_part_of_a_chain_is_none() -> None:
    customer: Any = Customer()
    with pytest.raises(AttributeError) as caught:
        _ = customer.address.city
    assert shown(innermost(caught.value))["customer.address"] == "None"


def test_which_part_of_a_chain_over_several_lines_is_none() -> None:
    customer: Any = Customer()

    def fluent() -> Any:
        return (
            customer  # whose name is
            .address
            .city
            .upper()
        )  # fmt: skip

    with pytest.raises(AttributeError) as caught:
        fluent()
    frame = innermost(caught.value)
    assert shown(frame)["customer.address"] == "None"
    assert debugpage.capture(caught.value).problems[0].hints[0].code == "customer.address"
    assert frame.source
    assert frame.source.span
    assert frame.source.lines[frame.line - frame.source.first].strip() == ".city"


def test_the_object_of_a_call_over_several_lines() -> None:
    customer: Any = Customer()
    with pytest.raises(TypeError) as caught:
        _ = (
            customer
            .address("x")
        )  # fmt: skip
    assert shown(innermost(caught.value))["customer.address"] == "None"


def test_a_range_over_several_lines() -> None:
    first, second = 1, "two"
    with pytest.raises(TypeError) as caught:
        _ = (
            first + second  # type: ignore[operator]  # that is the point
        )
    assert shown(innermost(caught.value)) == {"first": "1", "second": "'two'"}


def test_calls_and_properties_are_not_run() -> None:
    class Thing:
        @property
        def name(self) -> str:
            raise AssertionError("the property was read")

        def __getitem__(self, key: str) -> str:
            raise ValueError(key)

    def make() -> Thing:
        calls.append(1)
        return thing

    calls: list[int] = []
    thing = Thing()
    with pytest.raises(ValueError, match="key") as caught:
        _ = make()["key"]
    frame = debugpage.capture(caught.value).problems[0].frames[0]
    assert calls == [1]
    assert "make()" not in shown(frame)
