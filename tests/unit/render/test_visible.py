"""Marks for what cannot be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debugpage.render.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\nhere", "plain\ttext\nhere"),
        ("é 漢字 🎉 ½", "é 漢字 🎉 ½"),
        ("\x00\x1b[31m\r\x7f", "⟨NUL⟩⟨ESC⟩[31m⟨CR⟩⟨U+007F⟩"),
        ("a\u202eb\u200bc\ufeff", "a⟨U+202E⟩b⟨U+200B⟩c⟨U+FEFF⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("\u2028\x85", "⟨U+2028⟩⟨U+0085⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\ufffd\ufffc", "\ufffd\ufffc"),
    ],
)
def test_marks(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_nothing_unseen_is_left_and_utf8_can_hold_it(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not {unicodedata.category(c) for c in shown if c not in "\t\n"} & {"Cc", "Cs", "Zl"}
    assert visible(shown) == shown


def test_every_bidi_control_is_marked() -> None:
    for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        assert visible(chr(code)) == f"⟨U+{code:04X}⟩"
