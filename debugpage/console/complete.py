"""Complete what is typed in a console: names, attributes, keys, arguments and modules.

Nothing of the application runs: no property, no `__getattr__`, no `__dir__`, no comparison of keys.
What only running code could tell is left out.
"""

import builtins
import contextvars
import keyword
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from debugpage.console.completion import look
from debugpage.console.completion.attributes import attributes_of, kind_of
from debugpage.console.completion.deeper import JEDI, Answer
from debugpage.console.completion.found import Found, Unknown
from debugpage.console.completion.infer import infer
from debugpage.console.completion.match import Candidate, Matches, matching
from debugpage.console.completion.modules import absolute, members_of, modules_in
from debugpage.console.completion.place import Kind, find_place
from debugpage.console.completion.proxies import unwrapped
from debugpage.console.completion.quote import key_candidates
from debugpage.console.completion.signature import Signature, signature_of
from debugpage.console.completion.stubs import stubs, used
from debugpage.console.scope import mangled

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
    """What a frame sees: its locals, the names of its module, and its context variables.

    class_name: the class that the code stands in, if any; its private names are spelled for it.
    """

    local: dict[str, Any]
    module: dict[str, Any]
    context: contextvars.Context
    class_name: str = ""


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


def complete(
    visible: Visible, before: str, after: str = "", ask: Callable[[str], Answer] = JEDI.ask
) -> Completion:
    """Return what can stand between the text `before` and the text `after` the cursor.

    ask: tells more of the end of a source, where what it gives is not to be seen by looking.
    """
    return _Completer(visible, before, after, ask).complete()


class _Completer:
    def __init__(
        self, visible: Visible, before: str, after: str, ask: Callable[[str], Answer]
    ) -> None:
        self._visible = visible
        self._ask = ask
        self._before = before
        self._after = after
        self._place = find_place(before)
        self._names = {**vars(builtins), **visible.module, **visible.local}
        self._called: Signature | None = None

    def complete(self) -> Completion:
        place = self._place
        self._called = self._signature(place.call.function) if place.call else None
        found = matching(map(self._spelled, self._candidates(place.kind)), place.typed)
        text, doc = self._named(found) or self._open_call()
        return Completion(place.typed, found.best, found.omitted, text, doc)

    def _candidates(self, kind: Kind) -> Iterable[Candidate]:
        match kind:
            case Kind.STATEMENT:
                return [*self._all_names(), *_words(_STATEMENT_WORDS)]
            case Kind.EXPRESSION:
                return [*self._arguments(), *self._all_names(), *_words(_EXPRESSION_WORDS)]
            case Kind.OPERATOR:
                return _words(_INFIX_WORDS)
            case Kind.ATTRIBUTE:
                return self._attributes()
            case Kind.KEY:
                return self._keys()
            case Kind.MODULE:
                return self._modules(self._place.of)
            case Kind.MEMBER:
                name = self._absolute(self._place.of)
                return members_of(name) if name else ()
        return ()

    def _all_names(self) -> Iterator[Candidate]:
        groups = ((self._visible.local, "local", _LOCAL), (self._visible.module, "global", _GLOBAL))
        for names, other, group in groups:
            for name, value in list(names.items()):
                if type(name) is str:
                    yield Candidate(name, kind_of(value, "function", other), group)
        for name in self._place.bound:
            yield Candidate(name, "local", _LOCAL)
        for name in vars(builtins):
            yield Candidate(name, "builtin", _BUILTIN)

    def _spelled(self, candidate: Candidate) -> Candidate:
        """Return a private name of the frame's own class as it is written there: `__x`."""
        own = f"_{self._visible.class_name.lstrip('_')}"
        bare = candidate.text.removeprefix(own)
        is_own = len(own) > 1 and mangled(bare, self._visible.class_name) == candidate.text
        return candidate._replace(text=bare) if is_own else candidate

    def _found(self, expression: str) -> Found | None:
        try:
            return infer(expression, self._names, self._unwrap, self._visible.class_name)
        except Unknown:
            return None

    def _unwrap(self, value: Any) -> Any:
        return unwrapped(self._visible.context, value)

    def _attributes(self) -> Iterable[Candidate]:
        found = self._found(self._place.of)
        if found is not None:
            return attributes_of(found)
        return self._told(self._before.removesuffix(self._place.typed)).attributes

    def _keys(self) -> Iterable[Candidate]:
        place = self._place
        found = self._found(place.of)
        if found is not None:
            keys = list(key_candidates(found, place.before_key, place.typed, self._after))
            if keys:
                return keys
        return () if place.typed else self._candidates(Kind.EXPRESSION)

    def _arguments(self) -> Iterator[Candidate]:
        call = self._place.call
        if call is None or self._called is None or not call.takes_name:
            return
        equals = "" if self._after.lstrip().startswith("=") else "="
        for number, name in enumerate(self._called.keywords_after(call.filled)):
            if name not in call.given:
                yield Candidate(f"{name}{equals}", "argument", _ARGUMENT + number)

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
        found = self._found(function)
        return signature_of(found) if found is not None else None

    def _named(self, found: Matches) -> tuple[str, str] | None:
        """Return signature and documentation of the callable whose whole name is typed."""
        of, typed = self._place.of, self._place.typed
        if not typed.isidentifier() or not any(one.text == typed for one in found.best):
            return None
        named = self._signature(f"{of}.{typed}" if of else typed)
        return (named.text(typed), named.doc) if named else None

    def _open_call(self) -> tuple[str, str]:
        """Return signature and documentation of what is called where the cursor is."""
        call = self._place.call
        if call is None:
            return "", ""
        if self._called is not None:
            return self._called.text(_last_name(call.function)), self._called.doc
        if self._place.kind is Kind.ATTRIBUTE or self._found(call.function):
            return "", ""
        answer = self._told(self._before[: call.begin])
        return answer.signature, answer.doc

    def _told(self, text: str) -> Answer:
        """Return what is told of the end of a text, given the types of the names in it."""
        seen = {name: self._unwrap(self._names[name]) for name in used(text) & self._names.keys()}
        return self._ask(stubs(seen) + text)


def _words(words: Iterable[str]) -> Iterator[Candidate]:
    return (Candidate(word, "keyword", _KEYWORD) for word in words)


def _last_name(function: str) -> str:
    """Return the name in an expression that calls show, "" for a call of something nameless."""
    name = function.rpartition(".")[2].strip()
    return name if name.isidentifier() else ""
