"""Whatever a value is, its description is made, is bounded, and holds nothing of it."""

import ast
import gc
import weakref
from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debugpage.capture.redaction.redactor import MASK, Redactor
from debugpage.capture.values.describer import (
    CHILDREN_AT_DEPTH,
    NODES,
    TEXT_LENGTH,
    Describer,
    QuietDescriber,
)
from debugpage.capture.values.preview import PREVIEW_LENGTH
from debugpage.report import Entry, Value
from tests.hostile import QUICK, deep_list

LONGEST_TEXT = 4 * (TEXT_LENGTH + PREVIEW_LENGTH) + 200

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=2_000),
    st.binary(max_size=2_000),
    st.sampled_from(QUICK),
)


def containers(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(children, max_size=40)
    keys = st.one_of(st.text(max_size=50), st.integers(), st.booleans())
    return st.one_of(
        lists,
        lists.map(tuple),
        lists.map(deque),
        st.dictionaries(keys, children, max_size=40),
        st.dictionaries(keys, children, max_size=40).map(OrderedDict),
        st.sets(st.integers(), max_size=40),
    )


plans = st.recursive(leaves, containers, max_leaves=60)


def build(plan: Any) -> Any:
    """Return what a plan describes: Hypothesis itself could not bear to hold hostile objects."""
    if callable(plan):
        return plan()
    if isinstance(plan, dict):
        return type(plan)((key, build(item)) for key, item in plan.items())
    if isinstance(plan, list | tuple | deque):
        return type(plan)(map(build, plan))
    return plan


def nodes(value: Value, depth: int = 0) -> Iterator[tuple[Value, int]]:
    yield value, depth
    for child in value.children:
        yield from nodes(child.value, depth + 1)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans)
def test_a_description_is_total_bounded_and_plain(plan: Any) -> None:
    described = Describer(Redactor()).describe(build(plan))
    count = 0
    for node, depth in nodes(described):
        count += 1
        assert type(node.text) is str
        assert type(node.type) is str
        assert len(node.text) <= LONGEST_TEXT
        assert depth <= len(CHILDREN_AT_DEPTH)
        assert len(node.children) <= CHILDREN_AT_DEPTH[min(depth, len(CHILDREN_AT_DEPTH) - 1)]
        assert all(type(child) is Entry and type(child.name) is str for child in node.children)
        assert node.length is None or node.omitted == 0 or node.omitted <= node.length
    assert count <= NODES


@settings(max_examples=50, deadline=None)
@given(plans)
def test_without_calling_a_repr_it_is_total_as_well(plan: Any) -> None:
    assert type(QuietDescriber(Redactor()).describe(build(plan))) is Value


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (len, "<built-in function len>"),
        ([].append, "<built-in method append of list>"),
        (dict.fromkeys, "<built-in method fromkeys of type>"),
    ],
)
def test_functions_of_c_have_no_address(function: Any, text: str) -> None:
    assert Describer(Redactor()).describe(function).text == text


@pytest.mark.parametrize("make", QUICK)
def test_every_hostile_object_is_described(make: Any) -> None:
    described = Describer(Redactor()).describe(make())
    assert described.text


def test_a_very_deep_list_is_cut_and_not_recursed_into() -> None:
    deep = deep_list()
    described = Describer(Redactor()).describe(deep)
    assert max(depth for _, depth in nodes(described)) <= len(CHILDREN_AT_DEPTH)
    while deep:  # its own deallocation is deep, too
        deep = deep.pop()


def test_iterators_are_not_consumed() -> None:
    numbers = iter([1, 2, 3])
    Describer(Redactor()).describe({"numbers": numbers})
    assert list(numbers) == [1, 2, 3]


def test_properties_are_not_read() -> None:
    class Account:
        def __init__(self) -> None:
            self.name = "ada"

        @property
        def balance(self) -> int:
            raise AssertionError("the property was read")

    described = Describer(Redactor()).describe(Account())
    assert [child.name for child in described.children] == ["name"]


def test_nothing_of_the_value_is_held() -> None:
    class Thing:
        pass

    thing = Thing()
    dead = weakref.ref(thing)
    described = Describer(Redactor()).describe([{"thing": thing}])
    del thing
    gc.collect()
    assert described.children
    assert dead() is None


@given(st.text(min_size=1, max_size=50), st.sampled_from(["password", "API_KEY", "dbPassword"]))
def test_what_goes_by_the_name_of_a_secret_is_masked(secret: str, name: str) -> None:
    described = Describer(Redactor()).describe({"settings": [{name: secret + "hunter2"}]})
    assert all("hunter2" not in node.text for node, _ in nodes(described))
    assert any(node.text == MASK for node, _ in nodes(described))


def test_the_items_left_out_are_counted() -> None:
    described = Describer(Redactor()).describe(list(range(1_000)))
    assert described.length == 1_000
    assert len(described.children) + described.omitted == 1_000


@given(st.binary(max_size=2_000))
def test_bytes_are_told_in_as_much_room_as_texts(data: bytes) -> None:
    told = Describer(Redactor()).describe(data).text
    literal, _, rest = told.rpartition(" … ") if told.endswith("bytes left out") else (told, "", "")
    kept = ast.literal_eval(literal)
    assert len(literal) <= TEXT_LENGTH + len("b''")
    assert data.startswith(kept)
    omitted = int(rest.partition(" ")[0].replace(",", "") or 0)
    assert len(kept) + omitted == len(data)
