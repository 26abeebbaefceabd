"""Completing runs no line of the application's code, whatever is typed and whatever is there."""

import contextlib
import sys
import types
from collections import OrderedDict, UserDict, UserList, defaultdict
from collections.abc import Iterator
from functools import partial, wraps
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile
from tests.unit.console.completing import completion, texts

HERE = (__file__, hostile.__file__)


@contextlib.contextmanager
def application_code() -> Iterator[list[str]]:
    """Give a list of the functions of this file and of the hostile objects that were called."""
    called: list[str] = []

    def note(frame: types.FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename in HERE:
            called.append(frame.f_code.co_qualname)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)
    called[:] = [name for name in called if not name.startswith("application_code")]


class WatchedMeta(type):
    """A metaclass that answers everything itself."""

    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError(name)

    def __dir__(cls) -> list[str]:
        raise RuntimeError("dir")

    def __call__(cls, *args: object) -> Any:
        raise RuntimeError("call")

    def __instancecheck__(cls, instance: object) -> bool:
        raise RuntimeError("instancecheck")

    def __subclasscheck__(cls, subclass: type) -> bool:
        raise RuntimeError("subclasscheck")

    def __eq__(cls, other: object) -> bool:
        raise RuntimeError("eq")

    def __hash__(cls) -> int:
        raise RuntimeError("hash")

    def __iter__(cls) -> Iterator[object]:
        raise RuntimeError("iter")

    def __getitem__(cls, key: object) -> object:
        raise RuntimeError("getitem")

    @property
    def __signature__(cls) -> object:
        raise RuntimeError("signature")


class Descriptor:
    """Both kinds of descriptor, and one that answers everything itself."""

    def __get__(self, instance: object, owner: object = None) -> Any:
        raise RuntimeError("get")

    def __set__(self, instance: object, value: object) -> None:
        raise RuntimeError("set")

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class Watched:
    """An object whose every attribute and method would tell that it was asked."""

    described = Descriptor()
    nested: "Watched"

    @property
    def read(self) -> "Watched":
        raise RuntimeError("read")

    @property  # type: ignore[misc]  # that is the point
    def __class__(self) -> type:
        raise RuntimeError("class")

    @property
    def __dict__(self) -> Any:  # type: ignore[override]  # that is the point
        raise RuntimeError("dict")

    @property
    def __doc__(self) -> str:  # type: ignore[override]  # that is the point
        raise RuntimeError("doc")

    @property
    def __signature__(self) -> object:
        raise RuntimeError("signature")

    @property
    def __wrapped__(self) -> object:
        raise RuntimeError("wrapped")

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __dir__(self) -> list[str]:
        raise RuntimeError("dir")

    def __len__(self) -> int:
        raise RuntimeError("len")

    def __bool__(self) -> bool:
        raise RuntimeError("bool")

    def __iter__(self) -> Iterator[object]:
        raise RuntimeError("iter")

    def __getitem__(self, key: object) -> "Watched":
        raise RuntimeError("getitem")

    def __contains__(self, key: object) -> bool:
        raise RuntimeError("contains")

    def __call__(self, first: object, second: object = None) -> "Watched":
        raise RuntimeError("call")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __hash__(self) -> int:
        raise RuntimeError("hash")

    def __repr__(self) -> str:
        raise RuntimeError("repr")

    def __str__(self) -> str:
        raise RuntimeError("str")

    def __index__(self) -> int:
        raise RuntimeError("index")

    def keys(self) -> list[str]:
        raise RuntimeError("keys")


class WatchedClass(metaclass=WatchedMeta):
    """Its metaclass answers for it."""

    def method(self, first: object = Watched()) -> "Watched":
        raise RuntimeError("method")


class Name(str):
    """A name that looks like "key" to a dict, and would be asked about it."""

    asked = False

    def __hash__(self) -> int:
        return str.__hash__("key") if not Name.asked else self._tell("hash")

    def __eq__(self, other: object) -> bool:
        return self is other if not Name.asked else bool(self._tell("eq"))

    def _tell(self, what: str) -> int:
        raise RuntimeError(what)


class Lists(list[int]):
    def __getitem__(self, key: Any) -> Any:
        raise RuntimeError("getitem")

    def __iter__(self) -> Iterator[int]:
        raise RuntimeError("iter")


class Dicts(dict[str, int]):
    def __getitem__(self, key: Any) -> Any:
        raise RuntimeError("getitem")

    def __missing__(self, key: Any) -> Any:
        raise RuntimeError("missing")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("iter")

    def keys(self) -> Any:
        raise RuntimeError("keys")


class Pair(NamedTuple):
    key: object
    other: object


class LazyModule(types.ModuleType):
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __dir__(self) -> list[str]:
        raise RuntimeError("dir")


def factory() -> int:
    raise RuntimeError("factory")


def plain(first: object, *, second: object = Watched()) -> Watched:
    raise RuntimeError("plain")


@wraps(plain)
def wrapped(*args: object) -> Watched:
    raise RuntimeError("wrapped")


def watched_names() -> dict[str, Any]:
    watched, name = Watched(), Name("key")
    names: dict[str, Any] = {
        "watched": watched, "cls": WatchedClass, "one": object.__new__(WatchedClass),
        "keyed": {name: watched, "key": watched, "other": 1, 3: watched, ("key", 1): watched},
        "lists": Lists([1]), "dicts": Dicts(key=1), "module": LazyModule("lazy"),
        "defaults": defaultdict(factory, key=watched), "plain": plain, "wrapped": wrapped,
        "ordered": OrderedDict(key=watched), "user": UserDict(key=watched),
        "user_list": UserList([watched]), "listed": [watched, [watched]],
        "tupled": (watched, {"key": watched}), "part": partial(plain, watched, second=watched),
        "pair": Pair(watched, watched),
        "view": types.MappingProxyType({"key": watched}),
        "view_of_dicts": types.MappingProxyType(Dicts(key=1)),
        "space": types.SimpleNamespace(key=watched, other=name),
        "by_one": {object.__new__(WatchedClass): 1, ("key", name): 2, ("key", 2): 3},
        "bad_key": hostile.dict_with_a_key_gone_bad(),
    }  # fmt: skip
    made = [make() for make in hostile.QUICK]
    return {**names, **{f"hostile_{number}": value for number, value in enumerate(made)}}


NAMES = watched_names()
Name.asked = True


@pytest.mark.parametrize(
    "rest",
    [
        "", ".", ".k", "[", "['", '["k', "[3", "['key'].", "['key'][", "[0].", "[0][", "(", "(f",
        "().", "()[", "(fi", ".read.", ".read.read.", ".nested.", ".described.", ".key.", ".other.",
        ".__class__.", ".__dict__.", ".__dict__['", ".__doc__.", ".method(", ".method().",
        ".keys().", ".get('", ".get(", " + 1).", "[0] + 1).", " or 1).", "['key', ", "[1:].",
        ".keys", ".read", " i", "[key].", "[watched].", ".__init__(", ".__len__(", ".__call__(",
    ],
)  # fmt: skip
def test_nothing_runs(rest: str) -> None:
    for name, value in NAMES.items():
        names = {name: value, "watched": NAMES["watched"]}
        with application_code() as called:
            completion(f"({name}{rest}" if ")" in rest else f"{name}{rest}", **names)
        assert (name, called) == (name, [])


TOKENS = [
    *NAMES, *"()[]{}.,:='\"\\#\n ;!@*", "'", "'''", 'f"', "f'{", "key", "read", "'key'", "0", "1.",
    "import ", "from ", " as ", "lambda ", "def ", "class ", "await ", "for ", " in ", "if ",
    " or ", "not ", "\t", "é", "\x00", "\ud800", "...", "->", ":=", "==", "**", "\\N{", "b'", "rb'",
]  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS) | st.text(max_size=3), max_size=12), st.text(max_size=3))
def test_any_text_is_answered_and_nothing_runs(pieces: list[str], after: str) -> None:
    before = "".join(pieces)
    with application_code() as called:
        found = completion(before, after, **NAMES)
    assert before.endswith(found.replaces)
    assert len(found.matches) <= 200
    assert all(type(match.text) is str and match.text for match in found.matches)
    assert len(found.signature) <= 1_000
    assert len(found.doc) <= 200
    assert called == []


def test_what_would_tell_is_told_all_the_same() -> None:
    with application_code() as called:
        offered = texts("watched.read.nes", **NAMES)
    assert (offered, called) == (["nested"], [])
    assert texts("watched[0].nes", **NAMES) == ["nested"]
    assert texts("watched(1).nes", **NAMES) == ["nested"]
    assert texts("cls.meth", **NAMES) == texts("one.meth", **NAMES) == ["method"]
    assert texts("keyed['", **NAMES) == ["'key'", "'other'", "'key', 1"]
    assert texts("dicts['", **NAMES) == texts("view['", **NAMES) == ["'key'"]
    assert texts("space.ke", **NAMES) == ["key"]
    assert completion("wrapped(", **NAMES).signature == "wrapped(first, *, second=…)"


def test_the_test_sees_what_runs() -> None:
    with application_code() as called, contextlib.suppress(RuntimeError):
        bool(NAMES["watched"])
    assert called == ["Watched.__bool__"]
