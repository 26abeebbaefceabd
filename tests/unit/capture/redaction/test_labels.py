"""Values go by the names that stand beside them, and by none where nothing names them."""

from typing import Any

import pytest

from debugpage.capture.redaction.labels import name_of, named_in_record, named_in_sequence


@pytest.mark.parametrize(
    ("key", "name"),
    [("a", "a"), (b"a", "a"), (("db", "password"), "db_password"), (("db", 3), "db"), (3, ""),
     (None, ""), (int, "int"), (name_of, "name_of")],
)  # fmt: skip
def test_keys(key: Any, name: str) -> None:
    assert name_of(key) == name


@pytest.mark.parametrize(
    ("items", "names"),
    [
        (["token", "x"], ["", "token"]),
        (["token", "x", "y"], ["", "", ""]),
        (["run", "--token", "x", "y"], ["", "", "token", ""]),
        (["run", "--token", "--fast"], ["", "", ""]),
        (["docker", "run", "-p8080:80"], ["", "", ""]),
        ([b"Token", b"token", b"x"], ["", "", "Token"]),
        ([1, 2], ["", ""]),
    ],
)
def test_sequences(items: list[Any], names: list[str]) -> None:
    found = list(named_in_sequence(items, len(items)))
    assert [name for name, _ in found][1:] == names[1:]
    assert [item for _, item in found] == items


KEY = ["-----BEGIN EC PRIVATE KEY-----\n", "MHcC\n", "AwEH\n", "-----END EC PRIVATE KEY-----\n"]


@pytest.mark.parametrize(
    ("items", "secret"),
    [
        (KEY, KEY[1:3]),
        ([line.encode() for line in KEY], [b"MHcC\n", b"AwEH\n"]),
        (["a", *KEY, "b", *KEY, "c"], KEY[1:3] * 2),
        (["a: " + KEY[0], *KEY[1:3]], KEY[1:3]),
        (["-----BEGIN PGP PRIVATE KEY BLOCK-----", "", "x"], ["", "x"]),
        (["".join(KEY), "b", "c"], []),
        (["-----BEGIN CERTIFICATE-----", "MHcC", "-----END CERTIFICATE-----"], []),
    ],
)
def test_the_lines_of_a_private_key(items: list[Any], secret: list[Any]) -> None:
    named = named_in_sequence(items, len(items))
    assert [item for name, item in named if name == "private_key"] == secret


def test_records() -> None:
    assert dict(named_in_record([("name", "token"), ("value", 1)])) == {"name": "token", "token": 1}
    assert dict(named_in_record([("value", 1), ("other", 2)])) == {"value": 1, "other": 2}
    many = [("name", "token"), *((f"a{number}", 1) for number in range(40)), ("value", 2)]
    assert list(named_in_record(many)) == many
