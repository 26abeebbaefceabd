"""When the console asks for more lines, and when it runs."""

import pytest

from debugpage.console.evaluate import Console, Outcome
from tests.unit.console import frames


@pytest.mark.parametrize(
    "typed",
    [
        "(1 +",
        "x = [",
        "{'a': 1,",
        "if pieces:",
        "if pieces:\n    1",
        "if pieces:\n    1\nelse:",
        "def f():",
        "def f():\n    return 1",
        "class Box:\n    x = 1",
        "@property",
        "for i in 'ab':\n    i",
        "while pieces:\n    break",
        "with open('x') as f:\n    pass",
        "try: 1",
        "try:\n    1",
        "match pieces:\n    case 3:\n        1",
        "x = 1; ran = True\nif x:\n    2",
        "'''open",
        "'''open\n",
        "'''open\n\n",
        "x = \\",
        "f'''{",
        "async def f():\n    await g()",
    ],
)
def test_more_lines_are_needed(typed: str) -> None:
    console = Console(frames.function())
    assert console.evaluate(typed).result() == Outcome(incomplete=True)
    assert console.evaluate("'ran' in locals()").result().value is False


@pytest.mark.parametrize(
    "typed",
    [
        "1",
        "1\n",
        "if pieces: 1",
        "for i in 'ab': i",
        "def f(): return 1",
        "if pieces:\n    1\n",
        "if pieces:\n    1\n    ",
        "def f():\n    return 1\n\n\n",
        "if pieces:\n    2\nx = 1",
        "x = (1 +\n2)",
        "x = [1,\n\n2]",
        "'''two\n\nlines'''",
        "x = \\\n1",
        "match pieces:\n    case 3:\n        1\n",
    ],
)
def test_complete(typed: str) -> None:
    outcome = Console(frames.function()).evaluate(typed).result()
    assert not outcome.incomplete
    assert outcome.error is None


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("(1 +\n", "was never closed"),
        ("if pieces:\n", "expected an indented block"),
        ("try:\n    1\n", "expected 'except' or 'finally' block"),
        ("1 +", "invalid syntax"),
        ("foo)", "unmatched ')'"),
        ("x = 'open", "unterminated string literal"),
        ("if pieces:\nx", "expected an indented block"),
    ],
)
def test_more_lines_would_not_help_or_are_refused(typed: str, message: str) -> None:
    outcome = Console(frames.function()).evaluate(typed).result()
    assert isinstance(outcome.error, SyntaxError)
    assert message in str(outcome.error)
