"""The demo's own page: which examples there are, and what to look at in each."""

import secrets
from collections.abc import Sequence

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from debugpage.assets import asset_root
from debugpage.demo.catalogue import Half

STYLES = ("tokens", "base", "demo")
"""Stems of the files in `static/css`, weakest first: each is a cascade layer of its own."""

NONCE_BYTES = 16


def page(halves: Sequence[Half]) -> tuple[str, dict[str, str]]:
    """Return the page as HTML, and the header fields to send with it."""
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    html = _template("demo.html").render(halves=halves, styles=_styles(), nonce=nonce)
    return html, headers(nonce)


def headers(nonce: str) -> dict[str, str]:
    """Return the header fields of a page that holds one style, of `nonce`, links and forms."""
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def _template(name: str) -> Template:
    environment = Environment(
        loader=FunctionLoader(_read_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _read_template(name: str) -> str:
    return (asset_root("templates") / name).read_text("utf-8")


def _styles() -> Markup:
    folder = asset_root("static") / "css"
    sheets = (
        f"@layer {stem} {{\n{(folder / f'{stem}.css').read_text('utf-8')}}}\n" for stem in STYLES
    )
    return Markup("".join(sheets))  # noqa: S704 - our own files, which no input reaches
