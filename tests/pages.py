"""Reading a page as its reader does: texts, landmarks, and the addresses in the header."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.wire import Answer

RESERVED = "/__debugpage__/"
ADDRESS = re.compile(re.escape(RESERVED) + r"[\w-]{22,}")
"""The path of a report; its id is of at least 128 random bits, so of 22 base64 characters."""

UNSEEN = {"script", "style", "template"}


def text_of(element: Element) -> str:
    """Return the text that can be seen in `element`, with single spaces."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag in UNSEEN:
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def headings(page: Element) -> list[str]:
    """Return the texts of the page's h1 elements."""
    return [text_of(element) for element in page.iter("h1")]


def labelled(page: Element, label: str) -> list[Element]:
    """Return the elements whose accessible name is `label`, given by themselves or by another."""
    texts = {element.get("id"): text_of(element) for element in page.iter() if element.get("id")}
    return [
        element
        for element in page.iter()
        if label in (element.get("aria-label"), texts.get(element.get("aria-labelledby")))
    ]


def report_path(answer: Answer) -> str:
    """Return the path of the report that the answer's `Link` header leads to."""
    match = re.fullmatch(r'<([^>]+)>; rel="debugpage"', answer.value("link"))
    assert match, answer.headers
    path = match[1]
    assert ADDRESS.fullmatch(path), path
    return path
