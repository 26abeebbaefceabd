"""The Content-Security-Policy."""

from base64 import b64encode
from hashlib import sha256

from debugpage.render.policy import content_security_policy, embedded_policy, fresh_nonce


def directives(policy: str) -> dict[str, str]:
    return {part.split()[0]: " ".join(part.split()[1:]) for part in policy.split("; ")}


def test_the_policy_of_the_header_is_exactly_this() -> None:
    assert directives(content_security_policy("N")) == {
        "default-src": "'none'",
        "script-src": "'nonce-N'",
        "style-src": "'nonce-N'",
        "connect-src": "'self'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_the_policy_in_the_page_lacks_only_what_browsers_ignore_there() -> None:
    header = directives(content_security_policy("N"))
    embedded = directives(embedded_policy("N", [], []))
    assert set(header) - set(embedded) == {"frame-ancestors"}
    assert embedded.items() <= header.items()


def test_the_policy_in_the_page_knows_our_own_scripts_without_their_nonce() -> None:
    embedded = directives(embedded_policy("N", ["run()"], [""]))
    digest = b64encode(sha256(b"run()").digest()).decode()
    assert embedded["script-src"] == f"'nonce-N' 'sha256-{digest}'"
    empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    assert embedded["style-src"] == f"'nonce-N' 'sha256-{empty}'"


def test_nonces_are_long_and_never_the_same() -> None:
    nonces = {fresh_nonce() for _ in range(100)}
    assert len(nonces) == 100
    assert min(map(len, nonces)) * 6 >= 128
