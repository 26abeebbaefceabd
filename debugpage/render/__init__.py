"""Report in, text out: the page, and the plainer forms for tools and people at a terminal."""

from typing import TYPE_CHECKING

from debugpage.render.negotiate import FORMS, Form, choose_form, content_type
from debugpage.report import Report

if TYPE_CHECKING:
    from debugpage.options import Options
    from debugpage.render.page import HtmlRenderer

__all__ = ["Form", "HtmlRenderer", "choose_form", "content_type", "render"]


def render(report: Report, form: Form = "html", *, options: "Options | None" = None) -> str:
    """Return the report in one of its forms: `html`, `markdown`, `text` or `json`.

    The HTML is one self-contained file without a console. `options` names the editor that its
    links open. Raises ValueError for any other form.
    """
    if form == "html":
        from debugpage.options import Options
        from debugpage.render.page import standard_renderer

        return standard_renderer(options or Options.load()).render(report)
    if form == "markdown":
        from debugpage.render.markdown import to_markdown

        return to_markdown(report)
    if form == "text":
        from debugpage.render.text import to_text

        return to_text(report)
    if form == "json":
        from debugpage.render.json_document import to_json

        return to_json(report)
    raise ValueError(f"debugpage renders the forms {', '.join(FORMS)}; asked for was {form!r}")


def __getattr__(name: str) -> object:
    """Load the page's renderer, and Jinja with it, when it is first asked for (PEP 562)."""
    if name != "HtmlRenderer":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from debugpage.render.page import HtmlRenderer

    return HtmlRenderer
