"""What secrets look like wherever they stand: in URLs, as keys, as credentials of HTTP.

Texts come from whoever sends a request, so every pattern takes time in proportion to the text: a
match begins at a boundary only, and what it has once run over it does not give back (`++`, `(?>`).
"""

import re
from collections.abc import Iterator

from debugpage.capture.redaction.mask import without_secret
from debugpage.capture.redaction.patterns import Signed, that_may_fit

_OTHER_SCHEMES = (
    r"(?:acct|author|bcc|cc|contact|e?-?mail|from|im|jsr|mailto|npm|owner|pkg|reply-to|sender|sips?"
    r"|tel|to|urn|user|workspace|xmpp):"
)
"""What stands before a colon where an `@` may follow without that the user has a password."""

_IN_URLS = (
    # User-info (RFC 3986, section 3.2.1): the name may stay, the password may not. One with a
    # slash is against the rules, and seen all the same; what looks like a port is one.
    Signed(("://",), r"://[^\s/:@?#'\"]*+:(?P<secret>[^\s/?#'\"]+)@"),
    Signed(("://",), r"://[^\s/:@?#'\"]*+:(?!\d{1,5}/)(?P<secret>(?:(?!://)[^\s@'\"])++)@"),
    # The same, encoded as a part of another URL, once or more often.
    Signed(
        ("%",),
        r"%(?P<n>(?:25)*+)3A%(?P=n)2F%(?P=n)2F[^\s/:@?#'\"&%]*+(?:%(?!(?P=n)(?:3A|2F|40))[^\s%&'\"]*+)*+"
        r"%(?P=n)3A(?P<secret>(?:(?!%(?P=n)(?:40|2F))[^\s/?#'\"&])++)%(?P=n)40",
        re.IGNORECASE,
    ),
    # What is left of a URL that was split up: `user:password@host`.
    Signed(
        ("@",),
        rf"(?<![\w.+\-%~:/@])(?!(?i:{_OTHER_SCHEMES}))[\w.+\-%~]*+:(?!//)"
        r"(?:(?P<secret>[^\s/?#'\"@,;<>()]++)@(?=[\w\[])(?!sha\d+:)|[^\s/?#'\"@,;<>()]*+)",
    ),
    # Addresses that are secrets themselves: whoever knows the path of a webhook may use it.
    Signed(
        ("hooks",), r"\bhooks\.slack(?:-gov)?\.com/(?:services|workflows)/(?P<secret>[\w/%-]++)"
    ),
    Signed(("webhooks",), r"\bdiscord(?:app)?\.com/api/(?:v\d+/)?webhooks/(?P<secret>[\w/%-]++)"),
    # Parameters of URLs with names that elsewhere are harmless.
    Signed((), r"(?:[?&]|&amp;)(?i:sig|hmac)=(?P<secret>[^\s&#'\"<>]++)", words=("sig=", "hmac=")),
    Signed(("key=",), r"(?:[?&]|&amp;)key=(?=[\w.~+/%-]*?\d)(?P<secret>[\w.~+/=%-]{12,}+)"),
)
"""Those whose secret may stand elsewhere, too: a client and a request hold parts of their URLs."""

_SHAPES = (
    # A user without a password is what servers of HTTP take for a token.
    Signed(("://",), r"\b(?:https?|wss?)://(?!git@)(?P<secret>[^\s/:@?#'\"]++)@", re.IGNORECASE),
    # PEM blocks (RFC 7468) and OpenPGP's (RFC 9580) of private keys, also when cut off.
    Signed(
        ("-----",),
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
        r"(?P<secret>.*?)(?:-----END [A-Z0-9 ]{0,60}+-----|\Z)",
        re.DOTALL,
    ),
    Signed(
        ("-----",),
        r"\A(?P<secret>[\w+/=\s\\-]+)-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----",
    ),
    # JSON web tokens (RFC 7519): three base64url parts, the first of which encodes '{"'.
    Signed(
        ("eyJ",),
        r"(?<![\w\-])(?>(?:[\w\-]*?[\-_])??(?=eyJ))"
        r"(?P<secret>[\w\-]{8,}+\.[\w\-]{5,}+\.[\w\-]*+)",
    ),
    # Credentials of HTTP authentication (RFC 9110, section 11.4). The names of these schemes are
    # words of messages: "unexpected token identifier" tells none.
    Signed(
        (),
        r"\bBearer\s++(?!authenti|authori|token|scheme|credential)(?P<secret>[\w.~+/=\-]{8,}+)",
        re.IGNORECASE,
        words=("bearer",),
    ),
    Signed(
        (),
        r"\b(?i:Basic|Token)\s++(?=[\w.~+/=\-]*?(?:[\d=]|[a-z][A-Z]))"
        r"(?P<secret>[\w.~+/=\-]{8,}+)",
        words=("basic", "token"),
    ),
    Signed(
        ("igest ",),
        r"\b[Dd]igest\s++(?P<secret>[\w\-]++=(?:\"[^\"]*+\"|[^\s,'\"]++)"
        r"(?:,\s*+[\w\-]++=(?:\"[^\"]*+\"|[^\s,'\"]++))*+)",
    ),
    # Keys whose issuers gave them a prefix, so that leaks can be found.
    Signed(
        (
            *("AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-"),
            *("xox", "xapp-", "k_live_", "k_test_", "whsec_", "sk-", "AIza", "SG.", "npm_"),
            *("pypi-", "dop_v1_", "hf_"),
        ),
        r"\b(?P<secret>(?:AKIA|ASIA)[A-Z0-9]{12,}+|gh[pousr]_\w{16,}+|github_pat_\w{16,}+"
        r"|glpat-[\w-]{16,}+|xox[abeoprs]-[\w-]{8,}+|xapp-[\w-]{8,}+|[sr]k_(?:live|test)_\w{8,}+"
        r"|whsec_[\w+/=-]{8,}+|sk-[\w-]{16,}+|AIza[\w-]{30,}+|SG\.[\w-]{8,}+\.[\w-]{8,}+"
        r"|npm_\w{20,}+|pypi-[\w-]{16,}+|dop_v1_\w{20,}+|hf_\w{16,}+)",
    ),
    # Options of commands: of MySQL's, and the one of curl that has the name beside it.
    Signed(
        ("-p",),
        r"(?:\b(?:mysql|mariadb)\w*+[^\n|;&]{0,200}?\s-p|\bsshpass\s-p\s?)(?P<secret>[^\s'\"-][^\s'\"]*+)",
    ),
    Signed(
        ("-u",), r"(?<!\S)(?:-u|--(?:proxy-)?user)[\s=]?(?!\d++:)[^\s:'\"]*+:(?P<secret>[^\s'\"]++)"
    ),
    # Passwords in SQL.
    Signed(
        (),
        r"\b(?:password|passphrase|identified\s(?:with\s[\w'\"]+\s)?by)\s++'(?P<secret>[^']++)'?",
        re.IGNORECASE,
        words=("password", "passphrase", "identified"),
    ),
)


_ALL = (*_IN_URLS, *_SHAPES)


def secrets_of_urls(text: str) -> Iterator[str]:
    """Yield the secrets in the URLs of a text, and in what looks like a piece of one."""
    for pattern in that_may_fit(text, _IN_URLS):
        yield from filter(None, (found["secret"] for found in pattern.finditer(text)))


def without_shapes(text: str) -> str:
    """Return the text with everything masked that looks like a secret."""
    for pattern in that_may_fit(text, _ALL):
        text = pattern.sub(without_secret, text)
    return text
