"""The Content-Security-Policy of the page: nothing runs or is styled but by this page's nonce."""

import secrets


def fresh_nonce() -> str:
    """Return a nonce of 144 random bits that needs no quoting in HTML or in a header."""
    return secrets.token_urlsafe(18)


def content_security_policy(nonce: str) -> str:
    """Return the policy for the response header (CSP level 3, Trusted Types)."""
    return "; ".join((*_directives(nonce), "frame-ancestors 'none'"))


def embedded_policy(nonce: str) -> str:
    """Return the policy for a `<meta>`, which protects the page when it is read from a file.

    It lacks `frame-ancestors`, which browsers ignore there, with a warning.
    """
    return "; ".join(_directives(nonce))


def _directives(nonce: str) -> tuple[str, ...]:
    return (
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'",
        f"style-src 'nonce-{nonce}'",
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
