"""The demo's page of examples, read as a browser reads it."""

import html5lib
import pytest

from debugpage.demo.catalogue import Example, Half
from debugpage.demo.index import page

HALF = Half(
    mount="/half",
    name="A half",
    interface="WSGI",
    code="app = wrap(app)",
    examples=(
        Example("/plain?a=1&b=2", "Plain", "Look at <this>."),
        Example("/typed", "Typed", "Look at that.", "1 < 2"),
        Example("/form", "Form", "Look.", method="POST", fields=(("name", '"quoted"'),)),
    ),
)


class Document:
    """A page that was parsed strictly."""

    def __init__(self) -> None:
        self.html, self.headers = page([HALF])
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root = parser.parse(self.html)

    def all(self, name: str) -> list[dict[str, str]]:
        return [dict(element.attrib) for element in self.root.iter(name)]

    def text(self) -> str:
        return " ".join("".join(self.root.itertext()).split())


@pytest.fixture
def document() -> Document:
    return Document()


def test_links_lead_below_the_halfs_mount(document: Document) -> None:
    assert [link["href"] for link in document.all("a")] == ["/half/plain?a=1&b=2", "/half/typed"]


def test_forms_post_their_fields(document: Document) -> None:
    (form,) = document.all("form")
    assert (form["method"], form["action"]) == ("post", "/half/form")
    (field,) = document.all("input")
    assert (field["name"], field["value"]) == ("name", '"quoted"')


def test_each_example_says_what_to_look_at_and_what_to_type(document: Document) -> None:
    text = document.text()
    assert "Look at <this>." in text
    assert ">>> 1 < 2" in text
    assert "A shop with 3 bugs" in text


def test_the_only_style_carries_the_nonce_of_the_policy(document: Document) -> None:
    (style,) = document.all("style")
    assert f"style-src 'nonce-{style['nonce']}'" in document.headers["Content-Security-Policy"]
    assert style["nonce"] != Document().all("style")[0]["nonce"]


def test_nothing_in_the_page_runs(document: Document) -> None:
    assert not document.all("script")
    for element in document.root.iter():
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
    assert "default-src 'none'" in document.headers["Content-Security-Policy"]
