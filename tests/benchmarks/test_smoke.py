"""That the benchmarks still run: on tiny counts, with no figure judged."""

import math
import re
import sys
from xml.etree import ElementTree

import pytest

from tests.benchmarks import costs, happy
from tests.benchmarks.errors import measure as pages
from tests.benchmarks.errors import profile
from tests.benchmarks.errors.report import markdown as told_pages
from tests.benchmarks.figures import Spread, number, times
from tests.benchmarks.plot import Bar, Group, svg
from tests.benchmarks.progress import Progress
from tests.benchmarks.reload.measure import Extent, measure
from tests.benchmarks.reload.projects import is_word, word_of
from tests.benchmarks.reload.report import groups, markdown
from tests.benchmarks.reload.servers import CONTENDERS
from tests.benchmarks.targets import Target


def test_a_spread_is_told_with_the_digits_that_it_is_worth() -> None:
    assert str(Spread.of([2_500.4, 1.257, 31.26])) == "31.3 [1.26–2,500]"
    assert number(0.0123) == "0.012"
    assert (times(31.4), times(4.33)) == ("31×", "4.33×")


def test_a_word_that_is_cut_is_none() -> None:
    assert is_word(word_of(12))
    assert not is_word(word_of(12)[:-1])
    assert not is_word("")


def test_a_plot_draws_a_bar_for_each_value_longer_for_more() -> None:
    bars = [Bar("ours", 10, "10 ms", is_ours=True), Bar("<theirs>", 400, "400 ms")]
    root = ElementTree.fromstring(svg([Group("an app", bars)]))
    space = "{http://www.w3.org/2000/svg}"
    widths = [float(box.get("width", "")) for box in root.findall(f"{space}rect")[1:]]
    assert 0 < widths[0] < widths[1]
    assert "<theirs>" in [text.text for text in root.findall(f"{space}text")]


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_reloads_are_measured() -> None:
    chosen = tuple(one for one in CONTENDERS if one.name == "debugpage run (fork)")
    result = measure(Extent(1, 1, ("tiny",), chosen), Progress())
    assert [delays.interface for delays in result.delays] == ["asgi", "wsgi"]
    for failures in result.failures:
        (outcome,) = failures.by_name.values()
        assert outcome.requests > 10
        assert outcome.failed == {}
    assert len(re.findall(r"debugpage run \(fork\)", markdown(result))) == 4
    assert len(groups(result)) == 2


def test_pages_are_measured_and_who_is_not_installed_is_left_out() -> None:
    chosen = ("bare", "floor", "debugpage, WSGI", "Werkzeug", "backlash")
    result = pages.measure(pages.Extent(1, 1, ("b",), (), chosen), Progress())
    assert result.pages["b"]["debugpage, WSGI"].size > result.pages["b"]["floor"].size
    assert "| debugpage, WSGI |" in told_pages(result)


def test_a_target_says_whether_it_is_reached_and_by_how_much_it_is_missed() -> None:
    reached, missed = Target("the page", 150, 120, " kB"), Target("a request", 1.3, 2.6)
    unknown = Target("a request", 1.3, math.nan)
    assert reached.cells() == ["the page", "150 kB", "120 kB", "reached"]
    assert missed.cells()[2:] == ["2.60×", "missed: 2.00× of it"]
    assert unknown.cells()[2:] == ["–", "not measured"]


def test_the_memory_of_a_page_is_measured() -> None:
    chosen = ("bare", "floor")
    result = pages.measure(pages.Extent(1, 1, ("d",), (), chosen), Progress())
    assert 0 < result.peaks["floor"] < 1


def test_the_time_of_a_page_is_told_by_what_its_code_is_for() -> None:
    found = profile.measure(profile.Extent(("b",), 2), Progress())
    assert sum(found["b"].values()) == pytest.approx(1)
    assert found["b"]["frames and their source"] > 0
    assert "| rendering, the template |" in profile.markdown(found)
    assert profile.subject("/site-packages/jinja2/runtime.py") == "rendering, the template"
    assert profile.subject(re.__file__) == profile.STANDARD
    assert profile.subject(__file__) == profile.ELSE


def test_requests_that_do_not_fail_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    _, wraps = happy.KINDS["ASGI"]
    known = {name: wraps[name] for name in ("try/except", "debugpage")}
    monkeypatch.setattr(happy, "KINDS", {"ASGI": (happy.over_asgi, known)})
    found = happy.measure(happy.Extent(1, 10), Progress())
    assert "| ASGI | debugpage |" in happy.markdown(found)


def test_consoles_are_measured_and_answer() -> None:
    for name in ("bare eval", "debugpage, in process", "debugpage, in its thread"):
        assert costs.CONSOLES[name]()() == 2
        assert costs.sampler(f"console: {name}")("2") > 0
