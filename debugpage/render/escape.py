"""Text as HTML: what it is made of escaped, and what could not be seen in it marked."""

from debugpage.render.visible import visible


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
