"""Complete what is typed in a console: names, attributes, keys, arguments and modules.

Nothing of the application runs: no property, no `__getattr__`, no `__dir__`, no comparison of keys.
What only running code could tell is left out.
"""

import builtins
import contextvars
import keyword
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from debugpage.console.completion import look
from debugpage.console.completion.attributes import attributes_of, kind_of
from debugpage.console.completion.found import Found, Unknown
from debugpage.console.completion.infer import infer
from debugpage.console.completion.match import Candidate, Matches, matching
from debugpage.console.completion.modules import absolute, members_of, modules_in
from debugpage.console.completion.place import Call, Kind, Place, find_place
from debugpage.console.completion.proxies import unwrapped
from debugpage.console.completion.quote import key_candidates
from debugpage.console.completion.signature import Signature, signature_of

_STATEMENT_WORDS = sorted({*keyword.kwlist} - {"and", "as", "in", "is", "or"})
_EXPRESSION_WORDS = ("False", "None", "True", "await", "lambda", "not", "yield")
_INFIX_WORDS = (
    "and",
    "as",
    "async",
    "else",
    "for",
    "from",
    "if",
    "import",
    "in",
    "is",
    "not",
    "or",
)
_LOCAL, _GLOBAL, _BUILTIN, _KEYWORD = range(4)
_ARGUMENT = -1_000
"""The group of the first argument: they keep their order, before all other names."""


class Visible(NamedTuple):
    """What a frame sees: its locals, the names of its module, and its context variables."""

    local: dict[str, Any]
    module: dict[str, Any]
    context: contextvars.Context


class Completion(NamedTuple):
    """What can stand at the cursor.

    `replaces` is the end of the text before it, whose place a match takes. `signature` and `doc`
    are those of the callable that is named or called there; "" where there is none.
    """

    replaces: str = ""
    matches: tuple[Candidate, ...] = ()
    omitted: int = 0
    signature: str = ""
    doc: str = ""


def complete(visible: Visible, before: str, after: str = "") -> Completion:
    """Return what can stand between the text `before` and the text `after` the cursor."""
    return _Completer(visible).complete(find_place(before), after)


class _Completer:
    def __init__(self, visible: Visible) -> None:
        self._visible = visible
        self._names = {**vars(builtins), **visible.module, **visible.local}
        self._unwrap = partial(unwrapped, visible.context)

    def complete(self, place: Place, after: str) -> Completion:
        called = self._signature(place.call.function) if place.call else None
        found = matching(self._candidates(place, called, after), place.typed)
        named = self._named(place, found)
        if named is not None:
            text, doc = named
        elif place.call and called:
            text, doc = called.text(_last_name(place.call.function)), called.doc
        else:
            text = doc = ""
        return Completion(place.typed, found.best, found.omitted, text, doc)

    def _candidates(
        self, place: Place, called: Signature | None, after: str
    ) -> Iterable[Candidate]:
        match place.kind:
            case Kind.STATEMENT:
                return [*self._all_names(), *_words(_STATEMENT_WORDS)]
            case Kind.EXPRESSION:
                arguments = _arguments(place.call, called, after)
                return [*arguments, *self._all_names(), *_words(_EXPRESSION_WORDS)]
            case Kind.OPERATOR:
                return _words(_INFIX_WORDS)
            case Kind.ATTRIBUTE:
                return self._of(place.of, attributes_of)
            case Kind.KEY:
                return self._keys(place, after)
            case Kind.MODULE:
                return self._modules(place.of)
            case Kind.MEMBER:
                name = self._absolute(place.of)
                return members_of(name) if name else ()
        return ()

    def _all_names(self) -> Iterator[Candidate]:
        groups = ((self._visible.local, "local", _LOCAL), (self._visible.module, "global", _GLOBAL))
        for names, other, group in groups:
            for name, value in list(names.items()):
                if type(name) is str:
                    yield Candidate(name, kind_of(value, "function", other), group)
        for name in vars(builtins):
            yield Candidate(name, "builtin", _BUILTIN)

    def _of(
        self, expression: str, offered: Callable[[Found], Iterable[Candidate]]
    ) -> Iterable[Candidate]:
        try:
            return offered(infer(expression, self._names, self._unwrap))
        except Unknown:
            return ()

    def _keys(self, place: Place, after: str) -> Iterable[Candidate]:
        def offered(found: Found) -> Iterable[Candidate]:
            return key_candidates(found, place.before_key, place.typed, after)

        keys = list(self._of(place.of, offered))
        if keys or place.typed:
            return keys
        return self._candidates(place._replace(kind=Kind.EXPRESSION), None, after)

    def _modules(self, package: str) -> Iterable[Candidate]:
        """Return the modules that can follow the begin of a dotted name, or the dots of one."""
        is_relative = package.startswith(".")
        name = self._absolute(package if is_relative else package.removesuffix("."))
        if not name and is_relative:
            return ()
        words = _words(["import"]) if is_relative and not package.strip(".") else ()
        return [*modules_in(name), *words]

    def _absolute(self, module: str) -> str:
        package = look.text(look.entry(self._visible.module, "__package__"))
        return absolute(module, package)

    def _signature(self, function: str) -> Signature | None:
        try:
            return signature_of(infer(function, self._names, self._unwrap))
        except Unknown:
            return None

    def _named(self, place: Place, found: Matches) -> tuple[str, str] | None:
        """Return signature and documentation of the callable whose whole name is typed."""
        if not place.typed.isidentifier() or not any(one.text == place.typed for one in found.best):
            return None
        named = self._signature(f"{place.of}.{place.typed}" if place.of else place.typed)
        return (named.text(place.typed), named.doc) if named else None


def _words(words: Iterable[str]) -> Iterator[Candidate]:
    return (Candidate(word, "keyword", _KEYWORD) for word in words)


def _arguments(call: Call | None, called: Signature | None, after: str) -> Iterator[Candidate]:
    if call is None or called is None or not call.takes_name:
        return
    equals = "" if after.lstrip().startswith("=") else "="
    for number, name in enumerate(called.keywords_after(call.filled)):
        if name not in call.given:
            yield Candidate(f"{name}{equals}", "argument", _ARGUMENT + number)


def _last_name(function: str) -> str:
    """Return the name in an expression that calls show, "" for a call of something nameless."""
    name = function.rpartition(".")[2].strip()
    return name if name.isidentifier() else ""
