"""Secrets that are handed out once and kept as digests only."""

import hashlib
import secrets
from base64 import b32encode

_CODE_BYTES = 5
"""40 bits: eight characters of base32 (RFC 4648, section 6), which has no 0, 1 and 8."""

_LOOK_ALIKES = str.maketrans("018", "OIB")


def new_key() -> str:
    """Return 128 random bits as text that needs no quoting in a URL."""
    return secrets.token_hex(16)


def new_code() -> str:
    """Return 40 random bits as eight characters that people can type, in two groups of four."""
    text = b32encode(secrets.token_bytes(_CODE_BYTES)).decode("ascii")
    return f"{text[:4]}-{text[4:]}"


def read_code(typed: str) -> str:
    """Return a code as it was given out, from what a person typed for it."""
    text = "".join(filter(str.isalnum, typed)).upper().translate(_LOOK_ALIKES)
    return f"{text[:4]}-{text[4:]}"


def digest(*parts: str) -> str:
    """Return what stands for a secret on a shelf; the parts tell what it is good for."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def tag(secret: str) -> str:
    """Return the 32 hex digits under which a secret's record is found."""
    return digest("name of a record", secret)[:32]
