"""Secrets planted by tests, and the outputs in which none of them may be found.

They are put together here, so that no line of source spells one out: source is shown as it is.
"""

import hashlib
import json
from collections.abc import Callable
from urllib.parse import quote

import debugpage
from debugpage.render.negotiate import Form

FORMS: tuple[Form, ...] = ("html", "markdown", "text", "json")


def plant(place: str) -> str:
    """Return a secret for a place, which looks like none."""
    return "k" + hashlib.sha256(place.encode()).hexdigest()[:23]


def assert_nowhere(secret: str, texts: dict[str, str]) -> None:
    for form, text in texts.items():
        for written in {secret, json.dumps(secret)[1:-1], quote(secret, safe="")}:
            assert written not in text, f"{secret} is in {form}"


def outputs(error: BaseException) -> dict[str, str]:
    report = debugpage.capture(error)
    return {form: debugpage.render(report, form) for form in FORMS}


def failing(fail: Callable[[], object]) -> BaseException:
    try:
        fail()
    except BaseException as error:
        return error
    raise AssertionError("it did not fail")
