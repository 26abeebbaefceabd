"""A planted secret is found in no output, whatever object of Python or of a library holds it."""

import argparse
import collections
import contextvars
import email.message
import enum
import functools
import http.cookies
import logging
import pickle
import subprocess
import types
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

import httpx
import pydantic
import pytest
import sqlalchemy
import starlette.datastructures

from tests.secrets import assert_nowhere, failing, outputs, plant

URL = "postgres://shop:{}@db.example:5432/shop"


class Login(NamedTuple):
    user: str
    password: str


class Form(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")

    name: str


class Setting(enum.Enum):
    PASSWORD = 1


class Word(enum.StrEnum):
    PASSWORD = "p"


@dataclass
class Field:
    name: str
    value: str


class Column:
    def __init__(self, name: str) -> None:
        self.name = name


class Credentials:
    """As those of boto3 are."""

    def __init__(self, secret: str) -> None:
        self.access_key = "AK"
        self.secret_key = secret
        self._frozen = (self.access_key, self.secret_key)


class Session:
    """As that of requests is."""

    def __init__(self, secret: str) -> None:
        self.auth = ("ada", secret)
        self.headers = {"User-Agent": "shop"}


class Lazy:
    """Holds a URL and what came of taking it apart, as the URLs of Starlette and httpx do."""

    def __init__(self, secret: str) -> None:
        self._components = urllib.parse.urlsplit(URL.format(secret))
        self.userinfo = f"shop:{secret}".encode()
        self._url = URL.format(secret)

    def __repr__(self) -> str:
        return "Lazy()"


variable: contextvars.ContextVar[str] = contextvars.ContextVar("password")


def starlette_url(secret: str) -> starlette.datastructures.URL:
    url = starlette.datastructures.URL(URL.format(secret))
    assert url.hostname
    return url


def cookie_jar(secret: str) -> http.cookies.SimpleCookie:
    jar = http.cookies.SimpleCookie()
    jar["sessionid"] = secret
    return jar


def message(secret: str) -> email.message.Message:
    made = email.message.Message()
    made["Authorization"] = f"Custom {secret}"
    return made


def request(secret: str) -> urllib.request.Request:
    return urllib.request.Request(
        "http://localhost", headers={"X-Api-Key": secret, "Authorization": f"Custom {secret}"}
    )


def record(secret: str) -> logging.LogRecord:
    return logging.LogRecord("a", 10, "f", 1, f"login(password={secret!r})", None, None)


def caused(secret: str) -> BaseException:
    error = RuntimeError(f"cannot open {URL.format(secret)}")
    error.__cause__ = ValueError(f"--password {secret}")
    return error


OBJECTS: dict[str, Callable[[str], Any]] = {
    "named tuple": lambda secret: Login("ada", secret),
    "tuple key": lambda secret: {("db", "password"): secret},
    "tuple key in two words": lambda secret: {("api", "key"): secret},
    "enum key": lambda secret: {Setting.PASSWORD: secret},
    "text enum key": lambda secret: {Word.PASSWORD: secret},
    "variable key": lambda secret: {variable: secret},
    "object key": lambda secret: {Column("password"): secret},
    "variable": lambda secret: contextvars.ContextVar("password", default=secret),
    "record": lambda secret: {"name": "password", "value": secret},
    "record, value first": lambda secret: {"value": secret, "name": "password"},
    "record of a class": lambda secret: Field("password", secret),
    "split URL": lambda secret: urllib.parse.urlsplit(URL.format(secret)),
    "parsed URL": lambda secret: urllib.parse.urlparse(URL.format(secret)),
    "place of a URL": lambda secret: {"netloc": f"shop:{secret}@db.example"},
    "pieces of a URL": Lazy,
    "token of a URL": lambda secret: f"https://{secret}@host.example/1",
    "URL in a URL": lambda secret: "next=" + urllib.parse.quote(URL.format(secret), safe=""),
    "path behind a URL": lambda secret: [URL.format(secret), "it was " + secret],
    "starlette secret": starlette.datastructures.Secret,
    "pydantic secret": lambda secret: {"text": pydantic.SecretStr(secret)},
    "pydantic model": lambda secret: Form.model_validate({"name": "ada", "api_key": secret}),
    "starlette URL": starlette_url,
    "httpx URL": lambda secret: httpx.URL(f"http://ada:{secret}@host.example"),
    "httpx client": lambda secret: httpx.Client(auth=("ada", secret)),
    "httpx headers": lambda secret: httpx.Headers({"Authorization": f"Custom {secret}"}),
    "httpx request": lambda secret: httpx.Request("GET", f"http://a/?token={secret}"),
    "sqlalchemy URL": lambda secret: sqlalchemy.make_url(URL.format(secret)),
    "requests session": Session,
    "boto credentials": Credentials,
    "namespace": lambda secret: argparse.Namespace(password=secret, verbose=True),
    "simple namespace": lambda secret: types.SimpleNamespace(db=Login("ada", secret)),
    "environment": lambda secret: types.MappingProxyType({"SMTP_PASS": secret}),
    "chain map": lambda secret: collections.ChainMap({}, {"api_key": secret}),
    "user dict": lambda secret: collections.UserDict(token=secret),
    "default dict": lambda secret: collections.defaultdict(str, pwd=secret),
    "cookies": cookie_jar,
    "message": message,
    "urllib request": request,
    "log record": record,
    "partial": lambda secret: functools.partial(print, URL.format(secret), password=secret),
    "pairs": lambda secret: [("a", 1), (b"x-api-key", secret.encode())],
    "pair in a text": lambda secret: f"sent [('a', 'b'), ('authorization', 'Custom {secret}')]",
    "sql": lambda secret: f"ALTER USER shop PASSWORD '{secret}'",
    "items": lambda secret: {"password": secret}.items(),
    "arguments": lambda secret: ["backup", "--password", secret, "--fast"],
    "one argument": lambda secret: ["backup", f"--password={secret}"],
    "arguments of mysql": lambda secret: ["/usr/bin/mysql", "-u", "root", f"-p{secret}"],
    "arguments of curl": lambda secret: ("curl", "-u", f"ada:{secret}"),
    "process": lambda secret: subprocess.CompletedProcess(["x", "--password", secret], 1),
    "failed process": lambda secret: subprocess.CalledProcessError(1, ["x", "--token", secret]),
    "command": lambda secret: f"backup --password {secret} --fast",
    "cause": caused,
    "group": lambda secret: ExceptionGroup("two", [ValueError(f"pwd={secret}"), KeyError("a")]),
    "pickle": lambda secret: pickle.dumps(f"password={secret}"),
    "bytes of JSON in JSON": lambda secret: b'{"a": "{\\"token\\": \\"%s\\"}"}' % secret.encode(),
    "graphql": lambda secret: f'{{"query": "mutation {{ login(pin: \\"{secret}\\") }}"}}',
    "markup": lambda secret: f"<login><password>{secret}</password></login>",
    "yaml": lambda secret: f"user: ada\npassword: {secret}\n",
    "block of yaml": lambda secret: (
        f"db:\n  password: >-\n    {secret}\n\n    {secret}\n  user: ada"
    ),
    "block that ends yaml": lambda secret: f"private_key: |\n  {secret}",
}


@pytest.mark.parametrize("kind", OBJECTS)
def test_a_secret_in_an_object(kind: str) -> None:
    secret = plant(kind)
    value = OBJECTS[kind](secret)

    def fail() -> NoReturn:
        local = value
        deep = [{"a": (value,)}]
        raise ValueError(len(str(type(local))), len(deep))

    assert_nowhere(secret, outputs(failing(fail)))


@pytest.mark.parametrize("kind", OBJECTS)
def test_a_secret_in_an_object_that_an_exception_tells(kind: str) -> None:
    secret = plant(kind)
    value = OBJECTS[kind](secret)

    def fail() -> NoReturn:
        if isinstance(value, BaseException):
            raise value
        told = value if isinstance(value, str) else repr(value)
        error = ValueError(f"cannot use {told}")
        error.add_note(told)
        raise KeyError(value) from error

    assert_nowhere(secret, outputs(failing(fail)))


def test_a_secret_in_a_closure_and_in_arguments() -> None:
    secret = plant("closure")

    def login(password: str, **more: Any) -> Callable[[], NoReturn]:
        def fail() -> NoReturn:
            raise ValueError(f"{password} of {len(more)}")

        return fail

    assert_nowhere(secret, outputs(failing(login(secret, api_key=secret))))
