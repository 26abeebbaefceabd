"""The request as the page shows it: plain texts, secrets masked."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, quote

from debugpage.capture.clip import clip
from debugpage.capture.redaction.redactor import MASK, Redactor
from debugpage.exchange import Request
from debugpage.report import Field, RequestInfo

MOST_FIELDS = 100
TEXT_LENGTH = 2_000
NAME_LENGTH = 200
_NOT_SHOWN_AS_HEADERS = ("cookie",)


def describe_request(request: Request, redactor: Redactor) -> RequestInfo:
    """Return what is told of a request: what was asked, by whom, with which fields."""
    asked_for = request.query.decode("utf-8", "replace")
    query = _fields(parse_qsl(asked_for, keep_blank_values=True), redactor)
    path = clip(request.root + request.path, TEXT_LENGTH)
    host = request.value("host") or request.peer.server_host or ""
    asked = "&".join(f"{field.name}={field.value}" for field in query)
    url = f"{request.scheme}://{host}{quote(path, errors='replace')}"
    client = request.peer.host or ""
    form, text, left_out = _body(request, redactor)
    headers = [pair for pair in request.headers if pair[0] not in _NOT_SHOWN_AS_HEADERS]
    return RequestInfo(
        clip(request.method, 50),
        redactor.clipped(f"{url}?{asked}" if asked else url, TEXT_LENGTH),
        redactor.text(path),
        f"{client}:{request.peer.port}" if request.peer.port else client,
        request.endpoint,
        _fields(headers, redactor),
        _fields(_cookies(request), redactor),
        query,
        _fields(form, redactor, left_out),
        _fields(request.path_parameters, redactor),
        text,
        redactor.text(clip(request.root + request.route, TEXT_LENGTH)) if request.route else "",
    )


# What reads a body or cookies is loaded with the first of these.


def _body(
    request: Request, redactor: Redactor
) -> tuple[tuple[tuple[str, str], ...], str | None, str]:
    if not request.body:
        return (), None, ""
    from debugpage.capture.body import describe_body

    return describe_body(request, redactor)


def _cookies(request: Request) -> Iterable[tuple[str, str]]:
    fields = request.values("cookie")
    if not fields:
        return ()
    from debugpage.capture.cookies import cookies_in

    return cookies_in(fields)


def _fields(
    pairs: Iterable[tuple[str, str]], redactor: Redactor, left_out: str = ""
) -> tuple[Field, ...]:
    """Return fields with their secrets masked; `left_out` says what is missing behind them."""
    named = list(pairs)
    fields = [_field(name, value, redactor) for name, value in named[:MOST_FIELDS]]
    if len(named) > MOST_FIELDS:
        for name, value in named[MOST_FIELDS:]:
            _learn(name, value, redactor)
        fields.append(Field("…", f"{len(named) - MOST_FIELDS:,} more left out"))
    if left_out:
        fields.append(Field("…", left_out))
    return tuple(fields)


def _field(name: str, value: str, redactor: Redactor) -> Field:
    shown = redactor.clipped(name, NAME_LENGTH)
    if _learn(name, value, redactor):
        return Field(shown, MASK, masked=True)
    return Field(shown, redactor.clipped(value, TEXT_LENGTH))


def _learn(name: str, value: str, redactor: Redactor) -> bool:
    """Tell whether a field is a secret, which the redactor learns then."""
    is_secret = bool(value) and redactor.hides_text(name)
    if is_secret:
        redactor.learned.learn(value)
    return is_secret
