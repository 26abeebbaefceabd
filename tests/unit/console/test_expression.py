"""Input that is a plain expression runs without a function around it, and nobody can tell."""

import ast
import traceback

import pytest

from debugpage.console import namespace
from debugpage.console.evaluate import Console
from debugpage.console.expression import plain_expression
from tests.unit.console import frames

PLAIN = [
    "1+1", "pieces", "TAX", "len('tea')", "counter", "more", "'ä' 'ß'", "-pieces ** 2",
    "not pieces", "pieces and TAX or 0", "1 < pieces <= TAX", "'yes' if pieces > 2 else 'no'",
    "f'{pieces:>{TAX}}'", "f'{pieces=!r}'", "[1, *more, pieces]", "{'a': pieces, **more}",
    "{pieces, TAX}", "(pieces,)", "'tea'[1:pieces:1]", "dict(a=pieces, **more)",
    "max(*[1, 2], pieces)", "globals()['TAX']", "__name__", "__exception__", "str.__name__",
    "sorted('tea', key=str.upper)", "...", "True", "(\n pieces +\n  TAX\n)",
    "pieces  # with a remark", "type(1j)", "print('x') or 5", "None",
]  # fmt: skip
FAILING = [
    "1 / 0", "nowhere", "pieces.size", "'ä' + (\n  pieces.size)", "total", "len(1, 2)", "(1)(2)",
    "{}['tea']", "exit()", "int('x')", "sorted([1, 'a'])", "piece", "itertools.count()",
]  # fmt: skip
OTHERS = [
    "x = 1", "1; 2", "lambda: 1", "[n for n in 'ab']", "(n := 1)", "locals()", "vars()", "dir()",
    "eval('1')", "super()", "__class__", "self.__till", "__discount", "f(__x=1)", "pass",
    "max(n for n in 'ab')", "f'{locals()}'", "await x", "(yield)", "",
]  # fmt: skip


@pytest.mark.parametrize("typed", [*PLAIN, *FAILING])
def test_it_comes_to_the_same(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain_expression(ast.parse(typed)) is not None
    told = evaluated(typed)
    monkeypatch.setattr(namespace, "plain_expression", lambda _tree: None)
    assert told == evaluated(typed)


def evaluated(typed: str) -> tuple[object, ...]:
    """Return what is seen of an evaluation, but for the number in its file's name."""
    evaluation = Console(frames.function(), error=KeyError("tea")).evaluate(typed)
    outcome = evaluation.result()
    lines = traceback.format_exception(outcome.error) if outcome.error else []
    names = [
        frame.name
        for frame in traceback.extract_tb(outcome.error.__traceback__ if outcome.error else None)
    ]
    return outcome.has_value, repr(outcome.value), evaluation.printed(), lines[2:], names


@pytest.mark.parametrize("typed", OTHERS)
def test_what_is_left_to_a_function(typed: str) -> None:
    assert plain_expression(ast.parse(typed)) is None


def typed_in(console: Console, *inputs: str) -> object:
    """Type one input after the other, and return the last value."""
    outcomes = [console.evaluate(typed).result() for typed in inputs]
    assert not any(outcome.error for outcome in outcomes), outcomes
    return outcomes[-1].value


def test_names_are_looked_up_when_they_are_used() -> None:
    counting = "def count():\n    nonlocal pieces\n    pieces += 1\n    return pieces\n"
    deleting = "def lose():\n    nonlocal counter\n    del counter\n"
    console = Console(frames.function())
    assert typed_in(console, counting, "pieces, count(), pieces") == (3, 4, 4)
    assert typed_in(console, deleting, "counter, lose(), counter") == ("local", None, 0)


def test_whoever_is_called_sees_the_names_as_in_a_function() -> None:
    asking = "def ask(): return dict(sys._getframe(1).f_locals.copy())\n"
    console = Console(frames.function())
    seen = typed_in(console, asking, "price = 5", "ask()")
    assert isinstance(seen, dict)
    assert {"pieces": 3, "price": 5, "more": {}}.items() <= seen.items()
    assert "total" not in seen
