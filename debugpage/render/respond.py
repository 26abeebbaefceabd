"""Our answers as responses: the headers that protect them, and the smallest page of all."""

import traceback
from collections.abc import Sequence
from typing import Any

from debugpage.exchange import Response
from debugpage.render.policy import content_security_policy, fresh_nonce

Headers = tuple[tuple[str, str], ...]

TEXT = "text/plain; charset=utf-8"
NEGOTIATED: Headers = (("Vary", "Accept"),)
"""What an answer says whose form `Accept` has decided (RFC 9110, section 12.5.5)."""
_PROTECTION: Headers = (
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    # With it the opener policy of our pages differs from that of apps that have the same one, as
    # Django's do: their scripts could read a page that they have opened (HTML, section 7.1.3).
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


def respond(
    status: int,
    content_type: str,
    content: str | bytes,
    about: Headers = (),
    nonce: str = "",
    *,
    cache: str = "no-store",
) -> Response:
    """Return a complete response with all headers that protect our pages.

    about: further headers. nonce: the one that the page's scripts and styles carry; a response
    that is no page needs none. cache: how it may be kept (RFC 9111, section 5.2.2).
    """
    body = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    headers = (
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", content_security_policy(nonce or fresh_nonce())),
        ("Cache-Control", cache),
        *_PROTECTION,
        *about,
    )
    return Response(status, headers, body)


def respond_json(status: int, document: dict[str, Any], about: Headers = ()) -> Response:
    """Return a JSON response of bounded size; records of the model in it become objects."""
    from debugpage.render.answer import answer_text  # no page needs it

    return respond(status, "application/json", answer_text(document), about)


def refuse(status: int, sentence: str, allow: Sequence[str] = ()) -> Response:
    """Return the short answer to a request that is not carried out.

    allow: the methods that the address takes, which a 405 names (RFC 9110, section 15.5.6).
    """
    about: Headers = (("Allow", ", ".join(allow)),) if allow else ()
    return respond_json(status, {"error": sentence}, about)


def last_resort(details: str = "") -> Response:
    """Return the smallest page there is, made without anything that may just have failed.

    details: what the sender may read besides: the error's traceback, or nothing.
    """
    told = ["Internal Server Error", "The server's terminal tells more.", details]
    return respond(500, TEXT, "\n\n".join(told).rstrip() + "\n")


def plain_text(error: BaseException) -> str:
    """Return the traceback of an exception as Python writes it, as far as it lets itself write."""
    try:
        return "".join(traceback.format_exception(error))[-100_000:]
    except BaseException:  # noqa: BLE001 - hostile exceptions; the places are told all the same
        places = traceback.format_tb(BaseException.__dict__["__traceback__"].__get__(error))
        return "".join(places)[-100_000:]
