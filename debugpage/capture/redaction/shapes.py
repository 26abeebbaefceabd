"""What secrets look like wherever they stand: in URLs, as keys, as credentials of HTTP.

Texts come from whoever sends a request, so every pattern takes time in proportion to the text: a
match begins at a boundary only, and what it has once run over it does not give back (`++`, `(?>`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from debugpage.capture.redaction.mask import without_secret


class _Shape(NamedTuple):
    """A pattern whose group `secret` is masked; `sign` stands in every text that it fits."""

    sign: str
    pattern: re.Pattern[str]


def _shape(sign: str, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> _Shape:
    return _Shape(sign, re.compile(pattern, flags))


_OTHER_SCHEMES = (
    r"(?:acct|author|bcc|cc|contact|e?-?mail|from|im|jsr|mailto|npm|owner|pkg|reply-to|sender|sips?"
    r"|tel|to|urn|user|workspace|xmpp):"
)
"""What stands before a colon where an `@` may follow without that the user has a password."""

_IN_URLS = (
    # User-info (RFC 3986, section 3.2.1): the name may stay, the password may not. One with a
    # slash is against the rules, and seen all the same; what looks like a port is one.
    _shape("://", r"://[^\s/:@?#'\"]*+:(?P<secret>[^\s/?#'\"]+)@"),
    _shape("://", r"://[^\s/:@?#'\"]*+:(?!\d{1,5}/)(?P<secret>(?:(?!://)[^\s@'\"])++)@"),
    # The same, encoded as a part of another URL, once or more often.
    _shape(
        "%",
        r"%(?P<n>(?:25)*+)3A%(?P=n)2F%(?P=n)2F[^\s/:@?#'\"&%]*+(?:%(?!(?P=n)(?:3A|2F|40))[^\s%&'\"]*+)*+"
        r"%(?P=n)3A(?P<secret>(?:(?!%(?P=n)(?:40|2F))[^\s/?#'\"&])++)%(?P=n)40",
        re.IGNORECASE,
    ),
    # What is left of a URL that was split up: `user:password@host`.
    _shape(
        "@",
        rf"(?<![\w.+\-%~:/@])(?!(?i:{_OTHER_SCHEMES}))[\w.+\-%~]*+:(?!//)"
        r"(?:(?P<secret>[^\s/?#'\"@,;<>()]++)@(?=[\w\[])(?!sha\d+:)|[^\s/?#'\"@,;<>()]*+)",
    ),
    # Addresses that are secrets themselves: whoever knows the path of a webhook may use it.
    _shape("hooks", r"\bhooks\.slack(?:-gov)?\.com/(?:services|workflows)/(?P<secret>[\w/%-]++)"),
    _shape("webhooks", r"\bdiscord(?:app)?\.com/api/(?:v\d+/)?webhooks/(?P<secret>[\w/%-]++)"),
    # Parameters of URLs with names that elsewhere are harmless.
    _shape("sig", r"(?:[?&]|&amp;)(?i:sig|hmac)=(?P<secret>[^\s&#'\"<>]++)"),
    _shape("key=", r"(?:[?&]|&amp;)key=(?=[\w.~+/%-]*?\d)(?P<secret>[\w.~+/=%-]{12,}+)"),
)
"""Those whose secret may stand elsewhere, too: a client and a request hold parts of their URLs."""

_SHAPES = (
    # A user without a password is what servers of HTTP take for a token.
    _shape("://", r"\b(?:https?|wss?)://(?!git@)(?P<secret>[^\s/:@?#'\"]++)@", re.IGNORECASE),
    # PEM blocks (RFC 7468) and OpenPGP's (RFC 9580) of private keys, also when cut off.
    _shape(
        "-----",
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
        r"(?P<secret>.*?)(?:-----END [A-Z0-9 ]{0,60}+-----|\Z)",
        re.DOTALL,
    ),
    _shape(
        "-----",
        r"\A(?P<secret>[\w+/=\s\\-]+)-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----",
    ),
    # JSON web tokens (RFC 7519): three base64url parts, the first of which encodes '{"'.
    _shape(
        "eyJ",
        r"(?<![\w\-])(?>(?:[\w\-]*?[\-_])??(?=eyJ))"
        r"(?P<secret>[\w\-]{8,}+\.[\w\-]{5,}+\.[\w\-]*+)",
    ),
    # Credentials of HTTP authentication (RFC 9110, section 11.4). The names of these schemes are
    # words of messages: "unexpected token identifier" tells none.
    _shape(
        "",
        r"\bBearer\s++(?!authenti|authori|token|scheme|credential)(?P<secret>[\w.~+/=\-]{8,}+)",
        re.IGNORECASE,
    ),
    _shape(
        "",
        r"\b(?i:Basic|Token)\s++(?=[\w.~+/=\-]*?(?:[\d=]|[a-z][A-Z]))"
        r"(?P<secret>[\w.~+/=\-]{8,}+)",
    ),
    _shape(
        "igest ",
        r"\b[Dd]igest\s++(?P<secret>[\w\-]++=(?:\"[^\"]*+\"|[^\s,'\"]++)"
        r"(?:,\s*+[\w\-]++=(?:\"[^\"]*+\"|[^\s,'\"]++))*+)",
    ),
    # Keys whose issuers gave them a prefix, so that leaks can be found.
    _shape(
        "",
        r"\b(?P<secret>(?:AKIA|ASIA)[A-Z0-9]{12,}+|gh[pousr]_\w{16,}+|github_pat_\w{16,}+"
        r"|glpat-[\w-]{16,}+|xox[abeoprs]-[\w-]{8,}+|xapp-[\w-]{8,}+|[sr]k_(?:live|test)_\w{8,}+"
        r"|whsec_[\w+/=-]{8,}+|sk-[\w-]{16,}+|AIza[\w-]{30,}+|SG\.[\w-]{8,}+\.[\w-]{8,}+"
        r"|npm_\w{20,}+|pypi-[\w-]{16,}+|dop_v1_\w{20,}+|hf_\w{16,}+)",
    ),
    # Options of commands: of MySQL's, and the one of curl that has the name beside it.
    _shape(
        "-p",
        r"(?:\b(?:mysql|mariadb)\w*+[^\n|;&]{0,200}?\s-p|\bsshpass\s-p\s?)(?P<secret>[^\s'\"-][^\s'\"]*+)",
    ),
    _shape("", r"(?<!\S)(?:-u|--(?:proxy-)?user)[\s=]?(?!\d++:)[^\s:'\"]*+:(?P<secret>[^\s'\"]++)"),
    # Passwords in SQL.
    _shape(
        "",
        r"\b(?:password|passphrase|identified\s(?:with\s[\w'\"]+\s)?by)\s++'(?P<secret>[^']++)'?",
        re.IGNORECASE,
    ),
)


def secrets_of_urls(text: str) -> Iterator[str]:
    """Yield the secrets in the URLs of a text, and in what looks like a piece of one."""
    for sign, pattern in _IN_URLS:
        if sign in text:
            yield from filter(None, (found["secret"] for found in pattern.finditer(text)))


def without_shapes(text: str) -> str:
    """Return the text with everything masked that looks like a secret."""
    for sign, pattern in (*_IN_URLS, *_SHAPES):
        if sign in text:
            text = pattern.sub(without_secret, text)
    return text
