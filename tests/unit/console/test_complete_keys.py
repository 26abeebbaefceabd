"""Keys at the cursor, in the quotes that are there, of dicts and of what is like them."""

import os
import sqlite3
from collections import Counter, OrderedDict, UserDict, defaultdict
from types import MappingProxyType
from typing import Any

import pandas
import pytest
from starlette.datastructures import Headers, QueryParams
from werkzeug.datastructures import EnvironHeaders, ImmutableMultiDict
from werkzeug.datastructures import Headers as WsgiHeaders

from tests.unit.console.completing import completion, kinds, texts

KEYS: dict[Any, Any] = {
    "name": 1, "na\"me's": 2, "line\nfeed": 3, 7: 4, -2: 5, None: 6, True: 7, 1.5: 8, b"raw": 9,
    ("a", 1): 10, ("a", "b"): 11, ("c",): 12, "x" * 500: 13, 10**40: 14, float("nan"): 15,
    object(): 16, ("d", object()): 17, "back\\slash": 18,
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('keys["na', "", ['"name"', '"na\\"me\'s"']),
        ("keys['na", "", ["'name'", "'na\"me\\'s'"]),
        ("keys['na", "']", ["'name", "'na\"me\\'s"]),
        ('keys["na', '"]', ['"name', '"na\\"me\'s']),
        ('keys["line', "", ['"line\\nfeed"']),
        ('keys[r"na', "", ['r"name"']),
        ('keys[r"back', "", []),
        ('keys["back', "", ['"back\\\\slash"']),
        ('keys[b"', "", ['b"raw"']),
        ("keys[7", "", ["7"]),
        ('keys["a"', "", []),
        ('keys["a",', "", ["1", '"b"']),
        ('keys["a", ', "", ["1", '"b"']),
        ('keys["a", "', "", ['"b"']),
        ('keys["c', "", ['"c",']),
        ('keys["none"', "", []),
        ('keys ["nam', "", ['"name"']),
        ('keys["NAM', "", ['"name"']),
        ('keys["nme', "", ['"name"', '"na\\"me\'s"', '"line\\nfeed"']),
        ("f\"{keys['nam", "", ["'name'"]),
        ('keys.get("nam', "", ['"name"']),
        ('print(keys["nam', "", ['"name"']),
        ('x = {"keys["nam', "", []),
        ('"nam', "", []),
        ('["nam', "", []),
        ('keys["""nam', "", []),
        ('keys[f"nam', "", []),
        ('keys["name"]["', "", []),
        ('nowhere["', "", []),
        ('keys["x" + "', "", []),
    ],
)
def test_keys_as_they_are_written(before: str, after: str, expected: list[str]) -> None:
    offered = texts(before, after, keys=KEYS)
    assert [text for text in offered if "feed" not in text or "line" in before] == [
        text for text in expected if "feed" not in text or "line" in before
    ]


def test_all_keys_that_can_be_written_in_their_own_order() -> None:
    assert kinds("keys[", keys=KEYS) == dict.fromkeys(
        ['"name"', '"na\\"me\'s"', '"line\\nfeed"', "7", "-2", "None", "True", "1.5", 'b"raw"',
         '"a", 1', '"a", "b"', '"c",', '"back\\\\slash"'],
        "key",
    )  # fmt: skip


@pytest.mark.parametrize("text", texts("keys[", keys=KEYS))
def test_what_is_offered_reads_the_value(text: str) -> None:
    assert eval(f"keys[{text}]", {"keys": KEYS}) in KEYS.values()


def row() -> sqlite3.Row:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    found: sqlite3.Row = connection.execute("select 1 as first, 2 as second").fetchone()
    connection.close()
    return found


TABLE = pandas.DataFrame({"first": [1], "second": [2]})
ENVIRONMENT = {"HTTP_FIRST": "1", "HTTP_SECOND_ONE": "2", "wsgi.input": None}


@pytest.mark.parametrize(
    "value",
    [
        {"first": 1, "second": 2}, OrderedDict(first=1, second=2), Counter(first=1, second=2),
        defaultdict(int, first=1, second=2), UserDict(first=1, second=2), row(), TABLE,
        MappingProxyType({"first": 1, "second": 2}), pandas.Series({"first": 1, "second": 2}),
        QueryParams("first=1&second=2"), ImmutableMultiDict({"first": 1, "second": 2}),
        Headers({"first": "1", "second": "2"}), WsgiHeaders({"first": "1", "second": "2"}),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_keys_of(value: object) -> None:
    assert texts('value["', value=value) == ['"first"', '"second"']


def test_headers_of_a_wsgi_environment() -> None:
    assert texts('value["', value=EnvironHeaders(ENVIRONMENT)) == ['"First"', '"Second-One"']


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLETED_HERE", "1")
    assert texts('os.environ["COMPLETED', os=os) == ['"COMPLETED_HERE"']
    assert texts('os.environ.get("COMPLETED', os=os) == ['"COMPLETED_HERE"']


def test_columns_are_attributes_too() -> None:
    assert texts("table.firs", table=TABLE) == ["first", "first_valid_index"]
    assert kinds("table.firs", table=TABLE)["first"] == "attribute"


def test_what_has_no_keys_offers_names() -> None:
    assert "number" in texts("items[", items=[1], number=1)
    assert texts("items[1", items=[1]) == []


def test_many_keys_are_bounded() -> None:
    found = completion("many[", many=dict.fromkeys(range(100_000)))
    assert [match.text for match in found.matches[:2]] == ["0", "1"]
    assert len(found.matches) == 200
    assert found.omitted == 9_800
