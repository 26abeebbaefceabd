"""More of a value than the page holds: one node of a tree, reached without running code."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice, repeat
from typing import Any

from pure_eval import CannotEval, Evaluator

from debugpage.capture import anatomy
from debugpage.capture.guard import run_within
from debugpage.capture.redaction.labels import named_in_record, named_in_sequence
from debugpage.capture.redaction.learned import mask_value
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.values.containers import BRACKETS
from debugpage.capture.values.describer import Describer, QuietDescriber
from debugpage.report import Value

DEEPEST = 100
"""Steps that a path may have."""


class Unreachable(LookupError):  # noqa: N818 - not a fault of anybody's, an answer
    """A path leads to nothing; the message is a sentence for people."""


def expand(
    names: Mapping[str, Any],
    path: Sequence[str | int],
    start: int,
    redactor: Redactor,
    seconds: float,
) -> Value:
    """Return the value at the end of a path, its items from number `start` on.

    names: what the frame sees. path: an expression that can be evaluated without calling
    anything (such as a name), then the number of an item at each level. seconds: the time that
    `__repr__` of what is found may take.

    Raises Unreachable where the path leads to nothing.
    """
    name, value = "", None
    for name, value in _steps(names, path):  # noqa: B007  # the last of them is what counts
        if redactor.hides(name):
            break
    loud, quiet = Describer(redactor, start), QuietDescriber(redactor, start)
    made = run_within(seconds, [partial(loud.entry, name, value)])
    found = (made[0] if made else quiet.entry(name, value)).value
    mask = redactor.masker()
    found = mask_value(found, mask) if mask else found
    return found._replace(omitted=max(0, found.omitted - start))


def reach(names: Mapping[str, Any], path: Sequence[str | int]) -> object:
    """Return the live object at the end of a path as `expand` takes it.

    Raises Unreachable where the path leads to nothing.
    """
    *_, (_, value) = _steps(names, path)
    return value


def _steps(names: Mapping[str, Any], path: Sequence[str | int]) -> Iterator[tuple[str, Any]]:
    """Yield what a path leads to, step by step, under the name it has there."""
    name, value = str(path[0]) if path else "", _root(names, path)
    yield name, value
    for number in path[1:]:
        name, value = _item(value, number)
        yield name, value


def _root(names: Mapping[str, Any], path: Sequence[str | int]) -> Any:
    if not path or type(path[0]) is not str or len(path) > DEEPEST:
        raise Unreachable("a path begins with a name or an expression")
    try:
        tree = ast.parse(path[0].strip(), mode="eval")
        return Evaluator(names)[tree.body]
    except (SyntaxError, ValueError, RecursionError, MemoryError, CannotEval):
        raise Unreachable(f"{path[0][:100]} cannot be told without running code") from None


def _item(value: object, number: str | int) -> tuple[str, Any]:
    if type(number) is not int or number < 0:
        raise Unreachable("the steps of a path are numbers of items")
    try:
        name, item = next(islice(_items(value), number, None))
    except (StopIteration, RuntimeError):
        raise Unreachable("there is no such item any more") from None
    return name, item


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the items of a value under their names, in the order in which a describer does."""
    named = anatomy.fields(value)
    if named is not None:
        return named_in_record(named)
    for base in anatomy.lineage(type(value)):
        if base is dict:
            return named_in_record(dict.items(value))
        if base is BaseException:
            return zip(repeat(""), BaseException.__dict__["args"].__get__(value))
        if base in (list, tuple):
            return named_in_sequence(base.__iter__(value), base.__len__(value))
        if base in BRACKETS:
            items: Any = base
            return zip(repeat(""), items.__iter__(value))
    return named_in_record(anatomy.attributes(value))
