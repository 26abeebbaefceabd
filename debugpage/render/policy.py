"""The Content-Security-Policy of the page: nothing runs or is styled but by this page's nonce."""

import secrets
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256


def fresh_nonce() -> str:
    """Return a nonce of 144 random bits that needs no quoting in HTML or in a header."""
    return secrets.token_urlsafe(18)


def content_security_policy(nonce: str) -> str:
    """Return the policy for the response header (CSP level 3, Trusted Types)."""
    return "; ".join((*_directives(nonce), "frame-ancestors 'none'"))


def embedded_policy(nonce: str, scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return the policy for a `<meta>`, which protects the page when it is read from a file.

    It lacks `frame-ancestors`, which browsers ignore there, with a warning. It allows our own
    `scripts` and `styles` by their hashes too, for browsers forget nonces when they save a page.
    """
    return "; ".join(_directives(nonce, _hashes(tuple(scripts)), _hashes(tuple(styles))))


@lru_cache(maxsize=16)  # a page's are always the same
def _hashes(texts: tuple[str, ...]) -> str:
    """Return the texts as hash sources (CSP level 3, section 2.3.1), each after a space."""
    digests = (b64encode(sha256(text.encode()).digest()).decode() for text in texts)
    return "".join(f" 'sha256-{digest}'" for digest in digests)


def _directives(nonce: str, scripts: str = "", styles: str = "") -> tuple[str, ...]:
    return (
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'{scripts}",
        f"style-src 'nonce-{nonce}'{styles}",
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
