"""A page carries the script that follows the app where it can, and nothing of it elsewhere."""

from typing import Any

import pytest

from debugpage.render import HtmlRenderer, bundle
from debugpage.report import Healing
from tests import reports
from tests.consoles import facts
from tests.wire import Answer

SCRIPTS = "/x/scripts/"
HOSTILE = "POST /</script><script>alert(1)</script>"


def page_of(**fields: Any) -> Answer:
    html = HtmlRenderer().render(reports.plain(), healing=Healing(**fields), served=SCRIPTS)
    return Answer(500, (("content-type", "text/html"),), html.encode())


def scripts(page: Answer) -> list[str]:
    return [element.text or "" for element in page.html().iter("script")]


def loads_the_script(page: Answer) -> bool:
    """Tell whether a page loads what it can do with its server alone, to follow the app is one."""
    sources = {element.get("src") for element in page.html().iter("script")}
    return SCRIPTS + bundle.served().name in sources


@pytest.mark.parametrize("fields", [{"events": "/x/events"}, {"again": "/x/again"}])
def test_what_can_follow_has_the_script(fields: dict[str, str]) -> None:
    assert loads_the_script(page_of(**fields))
    assert "EventSource" in bundle.served().text


def test_what_nobody_keeps_has_none() -> None:
    page = page_of()
    assert not loads_the_script(page)
    assert not [one for one in page.html().iter("button") if "data-again" in one.attrib]


def test_what_was_asked_ends_no_script() -> None:
    page = page_of(again="/x/again", asked=HOSTILE)
    assert facts(page)["healing"]["asked"] == HOSTILE
    assert not any(script.startswith("alert") for script in scripts(page))
