"""The colours of both themes can be told from what they stand on (WCAG 2.2, 1.4.3: AA)."""

import re

import pytest

from debugpage.assets import asset_root

ENOUGH = 4.5
TOKENS = dict(
    re.findall(
        r"--([\w-]+): (light-dark\([^)]+\))",
        (asset_root("static") / "css" / "tokens.css").read_text("utf-8"),
    )
)
STYLES = ("keyword", "string", "number", "comment", "name", "builtin", "attribute")
CODE = [f"code-{style}" for style in STYLES]
PAIRS = [
    *((ink, ground) for ink in ("ink", "dim") for ground in ("paper", "card", "sunk")),
    *((ink, ground) for ink in CODE for ground in ("card", "error-line")),
    *(("ink", ground) for ground in ("error-line", "error-mark")),
    *((ink, "error-mark") for ink in CODE if ink != "code-comment"),
    *(("error", ground) for ground in ("paper", "card", "error-line")),
    *(("link", ground) for ground in ("paper", "card", "sunk")),
    ("dim", "error-line"),
    ("warn", "warn-back"),
    ("warn", "card"),
    ("hint", "hint-back"),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def colours(token: str) -> list[str]:
    return re.findall(r"#[0-9a-f]{6}", TOKENS[token])


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast(ink: str, ground: str, theme: int) -> None:
    bright, dark = sorted(
        (luminance(colours(ink)[theme]), luminance(colours(ground)[theme])), reverse=True
    )
    assert (bright + 0.05) / (dark + 0.05) >= ENOUGH
