"""Many texts are masked in one pass as one by one would do it, and in a time that hardly grows."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debugpage.capture.redaction.needles import Needles

MASK = "•"


def masked(text: str, *texts: str) -> str:
    return Needles(texts).masked(text, MASK)


@pytest.mark.parametrize(
    ("texts", "text", "shown"),
    [
        ((), "nothing … known", "nothing … known"),
        (("swordfish",), "swordfishswordfish", "••"),
        (("sword", "swordfish"), "sword swordfish swordfist", "• • •fist"),
        (("abcdef", "bcde"), "abcdx bcdex abcdef", "abcdx •x •"),
        (("aaaab", "aaaaa"), "aaaaaab", "•ab"),
        (("swordfish",), "swo … sword … swordfi…h", "swo … • … •…h"),
        (("swordfish",), "12 characters left out … fish, 3 left out … ish", None),
        (("swordfish", "goldfish"), "left out … dfish!", "left out … dfish!"),
        (("swordfish", "goldfish"), "1 left out … dfish!", "1 left out … •!"),
        (("bananana",), "1 left out … anana", "1 left out … •"),
    ],
)
def test_what_is_masked(texts: tuple[str, ...], text: str, shown: str | None) -> None:
    expected = "12 characters left out … •, 3 left out … ish" if shown is None else shown
    assert masked(text, *texts) == expected


few = st.text("abc", min_size=4, max_size=8)


@given(st.lists(few, max_size=12), st.text("abc", max_size=60))
def test_it_is_as_if_a_pattern_of_all_of_them_did_it(texts: list[str], text: str) -> None:
    longest_first = sorted(texts, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first)) or r"(?!)"
    assert masked(text, *texts) == re.sub(pattern, MASK, text)


@given(few, few, st.integers(4, 8))
def test_pieces_at_a_cut(secret: str, before: str, size: int) -> None:
    piece = secret[:size]
    shown = masked(f"{before} {piece} …", secret)
    assert f" {piece} …" not in shown


@pytest.mark.parametrize(
    "texts",
    [
        [f"{number:04}-secret" for number in range(1_600)],
        ["a" * (300 + number) + str(number) for number in range(1_600)],
        ["a" * number for number in range(4, 1_600)],
        ["ab" * 2_000 + str(number) for number in range(1_600)],
    ],
)
@pytest.mark.parametrize(
    "unit", ["a", "ab", "a" * 299 + "b", "0001-secre", "aaaa …", " left out … a"]
)
def test_no_texts_take_long(texts: list[str], unit: str) -> None:
    needles, text = Needles(texts), (unit * 64_000)[:64_000]
    start = process_time()
    needles.masked(text, MASK)
    assert process_time() - start < 1.5
