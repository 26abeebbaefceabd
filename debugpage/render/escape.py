"""Text as HTML: what it is made of escaped, and what could not be seen in it marked; and JSON."""

from json import JSONEncoder

from debugpage.render.visible import visible

_json = JSONEncoder(separators=(",", ":")).encode


def content(text: str) -> str:
    """Return a text as the content of an element (HTML, section 13.3)."""
    text = visible(text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def attribute(text: str) -> str:
    """Return a text as the value of an attribute in quotes."""
    return content(text).replace('"', "&quot;").replace("'", "&#39;")


def script_data(value: object) -> str:
    """Return JSON as the content of a script element, which it cannot end (HTML, section 4.12.1.3).

    There is no character in it that could not be seen: ASCII has but one that JSON does not escape.
    """
    return _json(value).replace("<", r"\u003c").replace("\x7f", r"\u007f")
