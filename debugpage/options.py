"""Every setting: one frozen, validated record, which code and the environment can fill."""

import dataclasses
import os
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Self

from debugpage.editors import EDITORS, is_editor

ENVIRONMENT_PREFIX = "DEBUGPAGE_"
"""What variables of the environment that set options begin with.

`DEBUGPAGE` itself, read by `debugpage.interlock`, has no underscore and is none of them.
"""
READ_ELSEWHERE: frozenset[str] = frozenset()
"""Variables with our prefix that set no option but are read by another module: so far none."""


class OptionError(ValueError):
    """An option is unknown, or has a value it does not take. The message says what it takes."""


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """What an option takes: a sentence, a reader of texts from the environment, and a check."""

    takes: str
    read: Callable[[str], Any]
    accepts: Callable[[Any], bool]


def _read_names(text: str) -> tuple[str, ...]:
    return tuple(name for name in (part.strip() for part in text.split(",")) if name)


def _read_nothing(text: str) -> None:
    raise ValueError(text)


def _read_switch(text: str) -> bool:
    return {"1": True, "true": True, "0": False, "false": False}[text.lower()]


def _is_names(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(name, str) and name for name in value)


# What a URL's path may hold as it is (RFC 3986, section 3.3), without the marks that HTML and
# header fields read in ways of their own.
_RESERVED_PATH = re.compile(r"/(?:[A-Za-z0-9._~!$()*+,=:@-]+/)+")


def _is_reserved_path(value: Any) -> bool:
    # Browsers resolve the segments "." and ".." away (RFC 3986, section 5.2.4): none would arrive.
    return (
        isinstance(value, str)
        and _RESERVED_PATH.fullmatch(value) is not None
        and not {".", ".."} & set(value.split("/"))
    )


def _is_peer(text: str) -> bool:
    """Tell whether a text is one address or network as Python writes it, and not the whole world.

    Other spellings (leading zeros, host bits set) are read differently by different programs.
    """
    try:
        network = ip_network(text)
    except ValueError:
        return False
    return network.prefixlen > 0 and text in (str(network), str(network.network_address))


def _is_path_mapping(text: str) -> bool:
    here, separator, there = text.partition("=")
    return bool(separator) and is_absolute(here) and is_absolute(there)


def is_absolute(file: str) -> bool:
    """Return whether a file's name begins at a root, of POSIX or of Windows."""
    return re.match(r"/|[A-Za-z]:[\\/]|\\\\", file) is not None


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _whole(unit: str, least: int, most: int) -> Kind:
    return Kind(
        f"a whole number of {unit} from {least:,} to {most:,}",
        int,
        lambda value: _is_whole(value, least, most),
    )


_SWITCH = Kind(
    "True, False or None (None: the environment decides); 1, 0, true or false in the environment",
    _read_switch,
    lambda value: value is None or isinstance(value, bool),
)
_YES_OR_NO = Kind(
    "True or False; 1, 0, true or false in the environment",
    _read_switch,
    lambda value: isinstance(value, bool),
)
_PATH = Kind(
    "a path that begins and ends with '/', of ASCII letters, digits and -._~!$()*+,=:@ between, "
    "without a segment '.' or '..', such as '/__debugpage__/'",
    str,
    _is_reserved_path,
)
_NAMES = Kind(
    "a tuple of names, such as ('dev.example',); separated by commas in the environment",
    _read_names,
    _is_names,
)
_PEERS = Kind(
    "a tuple of addresses and networks in their shortest form, such as ('172.17.0.1',) or "
    "('10.0.2.0/24',); separated by commas in the environment",
    _read_names,
    lambda value: _is_names(value) and all(map(_is_peer, value)),
)
_NAME = Kind("a text", str, lambda value: isinstance(value, str))
_FOLDER = Kind(
    "the path of a folder that exists",
    str,
    lambda value: isinstance(value, str) and (not value or Path(value).is_dir()),
)
_PATH_MAP = Kind(
    "a tuple of 'from=to' prefixes of file names, such as ('/app=/home/me/shop',), each from the "
    "root on; separated by commas in the environment",
    _read_names,
    lambda value: _is_names(value) and all(map(_is_path_mapping, value)),
)
_EDITOR = Kind(
    f"the name of an editor ({', '.join(EDITORS)}) or a URL template with {{file}} and {{line}} "
    "whose scheme a browser hands on, such as 'myeditor://open?f={file}&l={line}'",
    str,
    lambda value: isinstance(value, str) and is_editor(value),
)


_RESCUE = Kind(
    "'page', 'link' or 'off'",
    str,
    lambda value: value in ("page", "link", "off"),
)
_CHECK = Kind(
    "a function of a connection's ends, in code alone: the environment cannot say who is there",
    _read_nothing,
    lambda value: value is None or callable(value),
)


def _option(default: Any, kind: Kind) -> Any:
    return dataclasses.field(default=default, metadata={"kind": kind})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All settings of debugpage, checked when the record is made.

    Each can be given in code (`DebugMiddleware(app, path="/_errors/")`) or, where code does not
    say, by the environment variable `DEBUGPAGE_` + its name in capitals.

    enabled: on (True), off (False), or as the environment says (None).
    path: the one path below which debugpage answers.
    hosts: names, beside localhost, 127.0.0.1 and [::1], that the `Host` header may have.
    peers: addresses and networks, beside those of loopback, from which requests may come. A browser
        there sees nothing before it is unlocked.
    allow: signs of production that do not switch debugpage off here, by name.
    redact: further names whose values are masked, beside the built-in ones.
    project: the folder of the developer's own code; the working directory if empty.
    name: what pages call the app; if empty, what its framework or `debugpage run` calls it, else
        the project's folder.
    editor: the editor that links open, by name, or a URL template with `{file}` and `{line}`.
    path_map: where that editor finds files whose names begin otherwise here (containers, WSL,
        remote machines), as `from=to` prefixes; the longest that fits a name is taken.
    source_lines: lines of source shown on each side of the failing one; in a library's frames 2.
    tracebacks: how many tracebacks keep their live frames.
    minutes: how long a traceback keeps its live frames after its last use.
    reports: how many reports (plain data) stay readable.
    history: whether reports, secrets masked, outlive their process, in a file of this user's alone:
        200 for 7 days at most.
    log_rescue: what becomes of a response of status 500 to a request in which the app has logged an
        error: it is replaced by that error's page ("page"), gets headers that lead to it ("link"),
        or is left alone ("off").
    repr_milliseconds: time that `__repr__` of unknown objects may take, for a whole page.
    identify: tells who is at the other end of a connection, as `console.peer.owner_of` does, which
        it replaces; for tests, which cannot be browsers of themselves.

    Raises OptionError, which names the option, what it takes and what was given.
    """

    enabled: bool | None = _option(None, _SWITCH)
    path: str = _option("/__debugpage__/", _PATH)
    hosts: tuple[str, ...] = _option((), _NAMES)
    peers: tuple[str, ...] = _option((), _PEERS)
    allow: tuple[str, ...] = _option((), _NAMES)
    redact: tuple[str, ...] = _option((), _NAMES)
    project: str = _option("", _FOLDER)
    name: str = _option("", _NAME)
    editor: str = _option("vscode", _EDITOR)
    path_map: tuple[str, ...] = _option((), _PATH_MAP)
    source_lines: int = _option(5, _whole("lines", 0, 100))
    tracebacks: int = _option(20, _whole("tracebacks", 1, 1_000))
    minutes: int = _option(15, _whole("minutes", 1, 24 * 60))
    reports: int = _option(100, _whole("reports", 1, 10_000))
    history: bool = _option(True, _YES_OR_NO)
    log_rescue: str = _option("page", _RESCUE)
    repr_milliseconds: int = _option(250, _whole("milliseconds", 1, 60_000))
    identify: Callable[[Any], Any] | None = _option(None, _CHECK)  # noqa: RUF009 - a field as the others

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, list):
                value = tuple(value)
                object.__setattr__(self, field.name, value)
            if not _kind(field).accepts(value):
                raise _mistaken(field, repr(value))

    @property
    def folder(self) -> str:
        """The folder of the developer's own code: empty only where it is one that was deleted."""
        try:
            return self.project or os.getcwd()  # noqa: PTH109 - a path would be made to be a text
        except OSError:
            return ""

    @classmethod
    def load(
        cls, settings: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
    ) -> Self:
        """Return the options that `settings` (code) and `environ` (default: os.environ) give.

        Code wins over the environment, the environment over the defaults. Raises OptionError.
        """
        given = _from_environment(os.environ if environ is None else environ)
        known = [field.name for field in dataclasses.fields(cls)]
        for name, value in (settings or {}).items():
            if name not in known:
                raise _unknown(f"option {name!r}", name, known)
            given[name] = value
        return cls(**given)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    fields = {_variable(field.name): field for field in dataclasses.fields(Options)}
    given = {}
    for variable, text in environ.items():
        if not text or not variable.startswith(ENVIRONMENT_PREFIX) or variable in READ_ELSEWHERE:
            continue
        if variable not in fields:
            raise _unknown(f"variable {variable}={text!r}", variable, list(fields))
        field = fields[variable]
        try:
            given[field.name] = _kind(field).read(text)
        except (ValueError, KeyError):
            raise _mistaken(field, f"{variable}={text!r}") from None
    return given


def _variable(name: str) -> str:
    return ENVIRONMENT_PREFIX + name.upper()


def _kind(field: "dataclasses.Field[Any]") -> Kind:
    kind: Kind = field.metadata["kind"]
    return kind


def _mistaken(field: "dataclasses.Field[Any]", given: str) -> OptionError:
    return OptionError(
        f"debugpage option {field.name!r} takes {_kind(field).takes}; given was {given}"
    )


def _unknown(what: str, name: str, known: list[str]) -> OptionError:
    import difflib  # for those alone who have mistyped

    close = difflib.get_close_matches(name, known, n=1)
    meant = f"Did you mean {close[0]}? " if close else ""
    return OptionError(f"debugpage has no {what}. {meant}There are: {', '.join(known)}.")
