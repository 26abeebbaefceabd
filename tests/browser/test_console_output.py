"""What the console shows of an evaluation: streams, terminal colours, cut output, errors."""

from typing import Any

from playwright.sync_api import Locator, expect

from debugpage.render.json_document import plain
from debugpage.report import Entry
from tests import reports
from tests.browser.endpoint import Endpoint

ESC = "\x1b"


def printed(endpoint: Endpoint, *pieces: str) -> Locator:
    """Return the output that was sent in these pieces, each an answer of its own."""
    first, *others = [
        {"state": "running", "position": place, "output": [["stdout", piece]]}
        for place, piece in enumerate(pieces, 1)
    ]
    endpoint.will(first)
    endpoint.lay("progress", *others, {"state": "ended", "position": 99})
    endpoint.box.press("Control+l")
    endpoint.type("code")
    block = endpoint.log.locator(".stdout > div")
    expect(block).to_have_count(1)
    endpoint.settle()
    return block


def test_stdout_and_stderr_are_told_apart_without_colour(endpoint: Endpoint) -> None:
    endpoint.will({"output": [["stdout", "one\n"], ["stderr", "two\n"], ["stdout", "three\n"]]})
    endpoint.type("code")
    blocks = endpoint.log.locator(".stdout, .stderr")
    expect(blocks).to_have_text(["one\n", "stderrtwo\n", "three\n"])
    expect(blocks.nth(1).get_by_text("stderr")).to_be_visible()
    expect(blocks.nth(1)).not_to_have_css("border-inline-start-style", "none")


def test_colours_of_the_terminal(endpoint: Endpoint) -> None:
    for pieces, spans in (
        ([f"{ESC}[31mred{ESC}[0m plain"], {"red": "red"}),
        ([f"{ESC}[1;92mboth{ESC}[22m green{ESC}[39m."], {"bold green": "both", "green": " green"}),
        ([f"{ESC}[3", f"3mcut{ESC}", "[0m apart"], {"yellow": "cut"}),
        ([f"{ESC}[38;5;200mmany{ESC}[48;2;1;2;3m colours{ESC}[m"], {}),
    ):
        block = printed(endpoint, *pieces)
        expect(block).not_to_contain_text("[")
        for css, text in spans.items():
            expect(block.locator(f"span[class='{css}']")).to_have_text(text)
        expect(block.locator("span")).to_have_count(len(spans))


def test_what_cannot_be_seen_is_marked(endpoint: Endpoint) -> None:
    for pieces, shown in (
        (["a\x00\x07b\u202ec\u200b"], "a⟨NUL⟩⟨BEL⟩b⟨U+202E⟩c⟨U+200B⟩"),
        ([f"{ESC}[2Jx{ESC}]0;title\x07"], "⟨ESC⟩[2Jx⟨ESC⟩]0;title⟨BEL⟩"),
        ([f"end {ESC}"], "end ⟨ESC⟩"),
        (["one\r\ntwo\r", "\nthree"], "one\ntwo\nthree"),
        (["first\n10%\r20%", "\r", "100%\ndone\n"], "first\n100%\ndone\n"),
        (["line\r\r\r\n"], "line\n"),
    ):
        assert printed(endpoint, *pieces).evaluate("(it) => it.textContent") == shown


def test_output_that_was_cut_is_counted(endpoint: Endpoint) -> None:
    endpoint.will({"state": "running", "omitted": 5}, {})
    endpoint.lay("progress", {"state": "ended", "position": 0, "omitted": 1234567})
    endpoint.type("code")
    expect(endpoint.log).to_contain_text("… 1,234,567 characters of output left out")
    expect(endpoint.log.locator(".gap")).to_have_count(1)


def test_much_output_stays_quick(endpoint: Endpoint) -> None:
    text = "".join(f"line {number}\n" for number in range(60_000))
    endpoint.will({"output": [["stdout", text]]})
    endpoint.type("code")
    expect(endpoint.log).to_contain_text("line 59999", timeout=3_000)
    assert endpoint.log.evaluate("(it) => it.scrollTop + it.clientHeight >= it.scrollHeight - 1")


def test_who_reads_back_is_left_there(endpoint: Endpoint) -> None:
    lines = "".join(f"line {number}\n" for number in range(100))
    endpoint.will({"output": [["stdout", lines]]}, {"state": "running", "position": 1})
    endpoint.lay("progress", {"state": "ended", "position": 2, "output": [["stdout", lines]]})
    endpoint.type("first")
    endpoint.settle()
    endpoint.hold()
    with endpoint.page.expect_request("**/eval"):
        endpoint.type("second")
    endpoint.log.evaluate("(it) => { it.scrollTop = 40; }")
    endpoint.release()
    endpoint.settle()
    assert endpoint.log.evaluate("(it) => it.scrollTop") == 40


def test_an_error_shows_the_values_of_its_frames(endpoint: Endpoint) -> None:
    deep = reports.mapping({"inner": reports.sequence([reports.number(7)])})
    frames = (
        reports.frame(1, "<console>", file="<console 1>", path="<console 1>"),
        reports.frame(
            2,
            locals_=(Entry("deep", deep), Entry("n", reports.number(3))),
            values=(Entry("deep", deep),),
        ),
    )
    report = plain(reports.report_of(reports.problem(frames=frames)))
    endpoint.will({"error": {"traceback": "Traceback…\nKeyError: 'DE'\n", "report": report}})
    endpoint.type("code")
    error = endpoint.log.locator(".error")
    expect(error.locator("pre")).to_have_text("Traceback…\nKeyError: 'DE'")
    expect(error.get_by_role("group")).to_have_count(1)
    error.get_by_text("Values in rate_for, shop/tax.py:10").click()
    rows = error.locator(".values > li")
    expect(rows).to_have_count(2)
    rows.first.locator("summary").first.click()
    rows.first.locator("summary").nth(1).click()
    expect(rows.first.get_by_role("listitem").last).to_contain_text("7")
    expect(rows.nth(1)).to_contain_text("n")


def test_a_caret_stands_below_its_place(endpoint: Endpoint) -> None:
    text = '  File "<console 1>", line 1\n    2 +* 3\n       ^\nSyntaxError: invalid syntax'
    report = plain(reports.report_of(reports.problem(frames=())))
    endpoint.will({"error": {"traceback": text, "report": report}})
    endpoint.type("2 +* 3")
    shown = endpoint.log.locator(".error pre")
    expect(shown).to_have_text(text)
    expect(shown).to_have_css("white-space-collapse", "preserve")
    assert "mono" in shown.evaluate("(it) => getComputedStyle(it).fontFamily")


def test_what_was_typed_is_repeated_in_colours(endpoint: Endpoint) -> None:
    endpoint.will({})
    endpoint.type("for n in x:\n    print(n)\n")
    code = endpoint.log.locator(".input code")
    expect(code).to_have_text("for n in x:\n    print(n)\n")
    expect(code.locator(".k")).to_have_text(["for", "in"])


def test_control_l_clears_all_but_what_runs(endpoint: Endpoint) -> None:
    running: dict[str, Any] = {"state": "running", "position": 1, "output": [["stdout", "still"]]}
    endpoint.will({}, running)
    endpoint.type("done")
    endpoint.settle()
    endpoint.hold()
    with endpoint.page.expect_request("**/eval"):
        endpoint.type("runs")
    endpoint.box.press("Control+l")
    expect(endpoint.log).to_have_text(">>>runs")
    endpoint.lay("progress", {"state": "ended", "position": 2})
    endpoint.release()
    endpoint.settle()
    endpoint.log.press("Control+l")
    expect(endpoint.log).to_be_empty()
