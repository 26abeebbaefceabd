"""The console's box as an editor: lines, indentation, brackets, colours, paste."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.endpoint import Endpoint

REGISTER = """(box) => {
    const copy = box.previousElementSibling;
    const [one, other] = [box, copy].map((each) => each.getBoundingClientRect());
    return [one.x - other.x, one.y - other.y, one.width - other.width, one.height - other.height,
        box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth];
}"""
PASTE = """(box, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    if (box.dispatchEvent(event)) document.execCommand("insertText", false, text);
}"""
PROMPTS = """>>> def double(n):
...     return 2 * n
...
>>> double(2)
4
"""
CELL = "In [3]: for n in range(2):\n   ...:     print(n)\n"


def copy_of(box: Locator) -> Locator:
    """Return what is shown below the box."""
    return box.locator("xpath=preceding-sibling::pre")


def cursor(box: Locator) -> int:
    found: int = box.evaluate("(box) => box.selectionStart")
    return found


def test_shift_enter_forces_a_line_with_its_indentation(endpoint: Endpoint) -> None:
    box = endpoint.box
    lines = ("def f(a):", "if a:  # why: so", "return a", "elif (b and", "c):", "x")
    for line in lines:
        box.press_sequentially(line)
        box.press("Shift+Enter")
    expect(box).to_have_value(
        "def f(a):\n    if a:  # why: so\n        return a\n"
        "    elif (b and\n        c):\n        x\n        "
    )
    assert endpoint.asked == []


def test_tab_indents_and_goes_back(endpoint: Endpoint) -> None:
    box = endpoint.box
    box.fill("if x:\n")
    box.press("Tab")
    expect(box).to_have_value("if x:\n    ")
    box.fill("if x:\n    y\n    z")
    box.press("Shift+Tab")
    expect(box).to_have_value("if x:\n    y\nz")
    box.press("Control+a")
    box.press("Tab")
    expect(box).to_have_value("    if x:\n        y\n    z")
    box.press("Shift+Tab")
    expect(box).to_have_value("if x:\n    y\nz")
    box.fill("      ")
    box.press("Backspace")
    expect(box).to_have_value("    ")
    box.press("Backspace")
    expect(box).to_have_value("")


def test_control_enter_ends_a_block(endpoint: Endpoint) -> None:
    endpoint.will({})
    endpoint.box.fill("if x:\n    y")
    endpoint.box.press("Control+Enter")
    expect(endpoint.box).to_have_value("")
    endpoint.settle()
    assert endpoint.codes() == ["if x:\n    y\n"]


def test_tab_leaves_an_empty_box(endpoint: Endpoint) -> None:
    endpoint.box.focus()
    endpoint.box.press("Tab")
    expect(endpoint.box).not_to_be_focused()
    endpoint.box.focus()
    endpoint.box.press("Shift+Tab")
    expect(endpoint.box).not_to_be_focused()


def test_what_keys_have_changed_can_be_undone(endpoint: Endpoint) -> None:
    box = endpoint.box
    box.press_sequentially("if x:")
    box.press("Shift+Enter")
    expect(box).to_have_value("if x:\n    ")
    box.press("Control+z")
    expect(box).to_have_value("if x:")


def test_enter_within_the_text_is_a_line_and_control_enter_runs(endpoint: Endpoint) -> None:
    endpoint.will({})
    box = endpoint.box
    box.fill("a = 1\nb = 2")
    box.evaluate("(box) => box.setSelectionRange(5, 5)")
    box.press("Enter")
    expect(box).to_have_value("a = 1\n\nb = 2")
    assert endpoint.asked == []
    box.press("Control+Enter")
    expect(box).to_have_value("")
    endpoint.settle()
    assert endpoint.codes() == ["a = 1\n\nb = 2\n"]


def test_brackets_and_quotes_are_matched(endpoint: Endpoint) -> None:
    for text, at, pair in (
        ("f(a[0])", 7, ["(", ")"]),
        ("f(a[0])", 3, ["[", "]"]),
        ("f(')')", 1, ["(", ")"]),
        ("x = 'it'", 8, ["'", "'"]),
        ('rb"""x"""', 9, ['"""', '"""']),
        ("f'{a[1]}'", 3, ["{", "}"]),
        ("(]", 1, []),
        ("a  b", 2, []),
    ):
        endpoint.box.fill(text)
        endpoint.box.evaluate("(box, at) => box.setSelectionRange(at, at)", at)
        expect(copy_of(endpoint.box).locator(".pair")).to_have_text(pair)


def test_text_is_in_the_colours_of_the_source(endpoint: Endpoint) -> None:
    code = '@cache\ndef total(n=0x1f) -> int:\n    return sum(f"{n} é {len(x)}")  # 1.5e3'
    endpoint.box.fill(code)
    shown = copy_of(endpoint.box)
    expect(shown).to_have_text(code)
    for css, texts in {
        "a": ["@", "cache"],
        "k": ["def", "return", "f"],
        "d": ["total"],
        "n": ["0x1f"],
        "b": ["int", "sum", "len"],
        "c": ["# 1.5e3"],
    }.items():
        expect(shown.locator(f".{css}")).to_have_text(texts)
    source = endpoint.page.locator(".source .k").first
    colour = source.evaluate("(it) => getComputedStyle(it).color")
    expect(shown.locator(".k").first).to_have_css("color", colour)
    expect(endpoint.box).to_have_css("color", "rgba(0, 0, 0, 0)")


def test_the_copy_lies_exactly_below_the_box(endpoint: Endpoint) -> None:
    box = endpoint.box
    texts = (
        *("x", "", "a\n\n", "word " * 60, "x" * 400 + "\n\ttab  " * 3),
        "'日本語' + 'é' # 🙂 " * 20,
        "\n".join(f"line_{n} = {n}" for n in range(40)),
    )
    for width in (1400, 390, 330):
        endpoint.page.set_viewport_size({"width": width, "height": 900})
        for text in texts:
            box.fill(text)
            expect(copy_of(box)).to_have_text(text, use_inner_text=False)
            assert box.evaluate(REGISTER) == pytest.approx([0] * 6, abs=0.6)


def test_a_long_text_scrolls_to_its_cursor(endpoint: Endpoint) -> None:
    box = endpoint.box
    box.fill("\n".join(f"line_{n} = {n}" for n in range(60)))
    box.press("End")
    box.press_sequentially("0")
    place = box.locator("xpath=..").bounding_box()
    last = copy_of(box).locator(".n").last.bounding_box()
    assert place
    assert last
    assert place["height"] < 300
    assert last["y"] + last["height"] <= place["y"] + place["height"] + 1


def test_what_is_pasted_has_no_prompts_and_is_else_unchanged(endpoint: Endpoint) -> None:
    for pasted, text in (
        (PROMPTS, "def double(n):\n    return 2 * n\n\ndouble(2)"),
        (CELL, "for n in range(2):\n    print(n)"),
        ("for n in x:\r\n    n\r\n", "for n in x:\n    n\n"),
        ("if (:\n'", "if (:\n'"),
    ):
        endpoint.box.fill("")
        endpoint.box.evaluate(PASTE, pasted)
        expect(endpoint.box).to_have_value(text)
    assert endpoint.asked == []


def test_an_input_method_keeps_its_keys(endpoint: Endpoint) -> None:
    endpoint.box.fill("name")
    endpoint.box.evaluate(
        """(box) => {
            for (const key of ["Enter", "Tab", "Escape", "ArrowUp"]) {
                const about = { key, isComposing: true, bubbles: true, cancelable: true };
                const isFree = box.dispatchEvent(new KeyboardEvent("keydown", about));
                window.used ||= !isFree;
            }
        }"""
    )
    assert not endpoint.page.evaluate("window.used")
    expect(endpoint.box).to_have_value("name")
    assert endpoint.asked == []


def test_other_keys_are_the_browsers(endpoint: Endpoint) -> None:
    endpoint.box.fill("x")
    keys = ("F5", "Control+Shift+r", "Alt+ArrowLeft", "Control+t", "Control+f", "Control+v", "F12")
    endpoint.page.evaluate(
        """() => addEventListener("keydown", (event) => {
            (window.kept ??= []).push(event.defaultPrevented);
            event.preventDefault();
        })"""
    )
    for key in keys:
        endpoint.box.press(key)
    assert True not in endpoint.page.evaluate("window.kept")
