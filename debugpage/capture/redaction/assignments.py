"""Secrets in texts that are known by the names beside them: `password=…` and its many spellings.

Names are found by patterns, and what follows them by `debugpage.capture.redaction.extent`; all
run over a text once.
"""

import re
from collections.abc import Callable
from functools import partial

from debugpage.capture.redaction.extent import Extent, bare_at, block_at, extent_at, is_enclosed
from debugpage.capture.redaction.mask import MASK, without_named, without_secret
from debugpage.capture.redaction.patterns import Pattern, Signed, lowered

Hides = Callable[[str], bool]
Finding = tuple[Extent, bool]
ExtentOf = Callable[[re.Match[str]], Finding]

_START = r"(?:%(?:25)*+[0-9A-Fa-f]{2}|\\[nrt]|(?<![\w\-]))"
"""Where a name begins: also behind what was encoded for a URL, or is written as an escape."""

_QUOTE = r"\\*+['\"]"
_QUOTES, _ANGLES, _OF_VALUES = ("'", '"'), ("<", "&lt;"), ("val", "content", "default")
"""Signs that several of the patterns have in common."""
_NAME = Signed(
    (":", "=", "%"),
    rf"(?P<line>^[ \t]*+(?:[-*>][ \t]++)?+)?+{_START}"
    rf"(?P<name>(?:[A-Za-z]++[ ](?=[Kk]eys?\b))?+[\w\-]++)"
    rf"(?P<quote>{_QUOTE})?+(?:\]|%(?:25)*+5D)?+[ \t]*+"
    r"(?P<sign>=>|:=|==|[=:]|%(?:25)*+3[AaDd])",
    re.MULTILINE,
)
"""A name and its sign: `password = `, `"password": `, `user[password]=`, `password%3D`."""

_OPTION = Signed(
    ("-",), rf"(?<![\w\-])--?(?P<name>[A-Za-z][\w\-]++)(?:[ \t]++|{_QUOTE},\s*+(?=b?{_QUOTE}))(?!-)"
)
"""An option of a command and what is before its value: `--password `, `'--password', `."""

_PAIR = Signed(_QUOTES, rf"[(\[]b?{_QUOTE}(?P<name>[\w\-]++){_QUOTE},\s*+(?=b?{_QUOTE})")
"""The first of two texts in brackets: `('password', `."""

_LABEL = Signed(
    (),
    rf"(?<![\w\-])(?i:name|key|field|header|label|id|var)(?:{_QUOTE})?\s*+[=:]\s*+"
    rf"b?{_QUOTE}(?P<name>[\w.\[\]\-]{{1,100}}+){_QUOTE}[^<>{{}}\[\]]{{0,200}}?"
    rf"(?<![\w\-])(?i:value|val|content|default)(?:{_QUOTE})?\s*+[=:]\s*+",
    words=_OF_VALUES,
)
"""A record of a name and a value: `"name": "password", "value": `."""

_BEFORE_ITS_LABEL = Signed(
    (),
    rf"(?<![\w\-])(?i:value|val|content|default)(?:{_QUOTE})?\s*+[=:]\s*+"
    rf"b?{_QUOTE}(?P<secret>[^'\"\\]++){_QUOTE}\s*+,?\s*+"
    rf"{_QUOTE}?(?i:name|key|field|header|label|id)(?:{_QUOTE})?\s*+[=:]\s*+"
    rf"b?{_QUOTE}(?P<name>[\w.\[\]\-]{{1,100}}+){_QUOTE}",
    words=_OF_VALUES,
)

_LESS, _MORE = r"(?:<|&lt;)", r"(?:>|&gt;)"
_CONTENT = r"(?=\s*+(?:<!|[^\s<]))(?P<secret>(?:<!\[CDATA\[|(?!&lt;)[^<])++)"
_ELEMENT = Signed(
    _ANGLES,
    rf"{_LESS}(?:\w++:)?(?P<name>[\w.\-]++)(?:\s[^<>&]*+)?{_MORE}{_CONTENT}"
    rf"(?={_LESS}/(?:\w++:)?(?P=name))",
)
"""`<password>…`, also where it is escaped."""

_ELEMENT_BEHIND_NAME = Signed(
    _ANGLES,
    rf"{_LESS}(?:key|name){_MORE}\s*+(?P<name>[\w.\-]++)\s*+{_LESS}/\w++{_MORE}"
    rf"(?:\s*+{_LESS}\w++{_MORE})++{_CONTENT}",
)
"""`<key>password</key><string>…`, as in property lists."""

_BREAK = r"(?:\r?\n|\\r\\n|\\n)"
_PART = Signed(
    ("form-data",),
    rf"form-data;\s*+name=\\*\"(?P<name>[^\"\\\r\n]++)\\*\"[^\r\n\\]*+"
    rf"(?:{_BREAK}[A-Za-z\-]++:[^\r\n\\]*+)*+{_BREAK}{_BREAK}(?P<secret>.*?)(?={_BREAK}--|\Z)",
    re.DOTALL,
)
"""A part of a form that was not taken apart (RFC 7578)."""

_COOKIES = Signed(
    (),
    r"\b(?i:set-)?(?i:cookie)2?\s*+:\s*+"
    r"(?P<secret>[\w!#$%&*+.^`|~\-]++=(?:\"[^\"]*+\"|[^\s,;'\"\\]*+)"
    r"(?:;[ ]?[\w!#$%&*+.^`|~\-]++=(?:\"[^\"]*+\"|[^\s,'\"\\;]*+))*+)",
    words=("cookie",),
)
_CREDENTIALS = Signed(
    (),
    r"\b(?i:authorization)\s*+[:=]\s*+(?P<scheme>[A-Za-z][\w\-]*+)[ ]++"
    r"(?P<secret>[\w\-]++=(?:\"[^\"]*+\"|[^\s,'\"\\]*+)(?:,\s*+[\w\-]++=(?:\"[^\"]*+\"|[^\s,'\"\\]*+))*+"
    r"|[^\s,;'\"\\<>)]++)",
    words=("authorization",),
)
"""`Authorization: ` with any scheme, known or not."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NO_VALUES = _words(
    "none null nil true false undefined nan any bool bytearray bytes dict float int integer lambda"
    " list number object self set str string text tuple"
)
"""What stands behind a name and tells no more of a secret than that there is none, or its type."""

_HARMLESS = _NO_VALUES | _words(
    "a active an and argument bad basic be bearer blank but can cannot changed closed denied digest"
    " disabled empty enabled error expired failed failure file found given has have in inactive"
    " incorrect invalid is key lost malformed may mismatch missing must needs no not of off ok on"
    " open option optional or path refused rejected require required requires revoked sent should"
    " the to token unexpected unknown unset url valid value was with without wrong yes"
)
"""Words that messages, usages and signatures have behind the name of a secret."""

_TYPE = Pattern(r"(?:[\w.]+\.)?(?:[A-Z]\w*)\[|[\w.]+ \||SecretStr|SecretBytes")
_PART_OF_TYPE = r"[A-Za-z_][A-Za-z_.]*+(?:\[[\w.\[\], |]{0,100}\])?+"
_ANNOTATION = Pattern(
    rf"(?P<type>{_PART_OF_TYPE}(?:[ \t]*+\|[ \t]*+{_PART_OF_TYPE}){{0,8}}+)"
    r"(?P<space>[ \t]*+)=(?!=)[ \t]*+"
)
"""What stands between a name and its value in `password: str | None = …`."""
_REST_OF_LINE = Pattern(r"[ \t]*+(?:#.*)?$", re.MULTILINE)
_END_OF_PAIR = Pattern(r"\\*+['\"][)\]]")
_NAME_OF_FIELD = Pattern(r"[a-z_]*")
_SPACE = Pattern(r"\s*+")
_DIGIT = Pattern(r"\d")
_LEAST_DIGITS = 4
_SOON = 100
_DEEPEST_INDENT = 40


def without_named_secrets(text: str, hides: Hides) -> str:
    """Return the text with the values behind the names of secrets masked."""
    small = lowered(text)
    for pattern, masked in _WAYS:
        if pattern.may_fit(text, small):
            text = masked(text, hides, pattern.compiled)
    return text


def _masked(extent_of: ExtentOf, text: str, hides: Hides, names: re.Pattern[str]) -> str:
    """Return a text with the values masked that stand behind what is found by a pattern.

    What once was looked at for a value is not looked at again for names.
    """
    pieces, written, seen = [], 0, 0
    for found in names.finditer(text):
        if found.start("name") < seen or not hides(found["name"]):
            continue
        extent, is_secret = extent_of(found)
        seen = extent.end
        if is_secret:
            pieces += [text[written : extent.start], MASK]
            written = extent.end
    return "".join([*pieces, text[written:]])


def _behind_sign(found: re.Match[str]) -> Finding:
    """Return what stands behind a name and a sign, and whether it is the value of a secret."""
    text = found.string
    start = _SPACE.compiled.match(text, found.end()).end()  # type: ignore[union-attr]  # it matches always
    if found["sign"] == ":" and not found["quote"] and not is_enclosed(text, start):
        annotation = _ANNOTATION.compiled.match(text, start)
        if annotation and _is_type(annotation):
            return _assigned(text, annotation.end())
        block = block_at(text, start, _indent(found))
        if block is not None:
            return block, block.end > block.start
        extent = bare_at(text, start)
        return extent, _is_told(found, extent)
    return _assigned(text, start)


def _assigned(text: str, start: int) -> Finding:
    """Return what stands behind a sign that gives a name its value, and whether it is one."""
    extent = extent_at(text, start)
    value = text[extent.start : extent.end]
    is_secret = bool(value) and (is_enclosed(text, start) or value.lower() not in _NO_VALUES)
    return extent, is_secret


def _is_type(annotation: re.Match[str]) -> bool:
    """Tell whether it is an annotation that an `=` ends, and no secret, as in `token: Zm9v=`."""
    told = annotation["type"]
    return bool(annotation["space"] or told.lower() in _NO_VALUES or _TYPE.compiled.match(told))


def _indent(found: re.Match[str]) -> int:
    """Return how far the line is indented that a name begins, at most so far as anybody does."""
    line = found["line"] or ""
    return min(len(line) - len(line.lstrip(" \t")), _DEEPEST_INDENT)


def _behind_label(found: re.Match[str]) -> Finding:
    extent = extent_at(found.string, found.end())
    value = found.string[extent.start : extent.end]
    return extent, bool(value) and value.lower() not in _NO_VALUES


def _behind_first(found: re.Match[str]) -> Finding:
    """Return the second of two texts in brackets, and whether it is no name, as the first is."""
    extent = extent_at(found.string, found.end())
    value = found.string[extent.start : extent.end]
    is_last = _END_OF_PAIR.compiled.match(found.string, extent.end) is not None
    return extent, is_last and _NAME_OF_FIELD.compiled.fullmatch(value) is None


def _behind_option(found: re.Match[str]) -> Finding:
    """Return what follows an option, and whether it is no word of a message or a usage."""
    extent = extent_at(found.string, found.end())
    value = found.string[extent.start : extent.end]
    stands_for_one = value.isupper() and value.lower() in found["name"].lower().replace("-", "_")
    return extent, bool(value) and value.lower() not in _HARMLESS and not stands_for_one


def _is_told(found: re.Match[str], extent: Extent) -> bool:
    """Tell whether it is a secret that stands behind a name and a colon, and no part of a message.

    "invalid token: expected ')'" tells none, "pin: 1234" does, and so does a line of its own.
    """
    text, (start, end) = found.string, extent
    value = text[start:end]
    if not value or value.lower() in _HARMLESS or _TYPE.compiled.match(value):
        return False
    if _DIGIT.compiled.search(text, start, min(end, start + _SOON)):
        return not value.isdigit() or len(value) >= _LEAST_DIGITS
    return found["line"] is not None and _REST_OF_LINE.compiled.match(text, end) is not None


def _without_credentials(found: re.Match[str]) -> str:
    """Return credentials behind their scheme masked; two words of a message are none."""
    secret = found["secret"]
    is_prose = found["scheme"].islower() and secret.isalpha() and secret.islower()
    return found[0] if is_prose or secret.lower() in _HARMLESS else without_secret(found)


def _all_credentials(text: str, _hides: Hides, pattern: re.Pattern[str]) -> str:
    return pattern.sub(_without_credentials, text)


def _all_secrets(text: str, _hides: Hides, pattern: re.Pattern[str]) -> str:
    return pattern.sub(without_secret, text)


def _named_secrets(text: str, hides: Hides, pattern: re.Pattern[str]) -> str:
    return pattern.sub(without_named(hides), text)


_WAYS: tuple[tuple[Signed, Callable[[str, Hides, re.Pattern[str]], str]], ...] = (
    (_COOKIES, _all_secrets),
    (_CREDENTIALS, _all_credentials),
    (_NAME, partial(_masked, _behind_sign)),
    (_OPTION, partial(_masked, _behind_option)),
    (_LABEL, partial(_masked, _behind_label)),
    (_PAIR, partial(_masked, _behind_first)),
    (_BEFORE_ITS_LABEL, _named_secrets),
    (_PART, _named_secrets),
    (_ELEMENT_BEHIND_NAME, _named_secrets),
    (_ELEMENT, _named_secrets),
)
"""All patterns in their order, with what masks what each of them finds."""
