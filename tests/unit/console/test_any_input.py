"""Whatever text is typed, the console answers and goes on working."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from debugpage.console.evaluate import Console
from debugpage.console.scope import analyse
from debugpage.console.source import Incomplete, Source
from tests.unit.console import frames

NAMES = st.sampled_from(["pieces", "counter", "x", "_", "__x", "super", "TAX", "nowhere", "é"])
ATOMS = st.one_of(NAMES, st.sampled_from(["0", "''", "[]", "None", "f'{pieces}'", "...", "()"]))


def expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Python's expressions, but no call: nothing here can do harm or take long."""
    templates = [
        "({0} + {1})", "[{0}, {1}]", "({0} if {1} else {0})", "(lambda: {0})", "{{{0}: {1}}}",
        "[{0} for {2} in [{1}]]", "({0} for {2} in [{1}])", "{{{0} for {2} in ()}}", "({2} := {0})",
        "{0}.{2}", "{0}[{1}]", "(await {0})", "(yield {0})", "[{0} async for {2} in {1}]",
        "({0}, *{1})", "not {0}", "{0} < {1}", "(lambda {2}={0}: {2})", "{0} and {1}",
    ]  # fmt: skip
    return st.builds(str.format, st.sampled_from(templates), inner, inner, NAMES)


EXPRESSIONS = st.recursive(ATOMS, expressions, max_leaves=6)


def statements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = inner.map(lambda text: text.replace("\n", "\n  "))
    templates = [
        "if {0}:\n  {2}\nelse:\n  {2}", "for {1} in [{0}]:\n  {2}", "def {1}():\n  {2}",
        "class {1}:\n  {2}", "try:\n  {2}\nexcept Exception as {1}:\n  {2}\nfinally:\n  {2}",
        "with {0} as {1}:\n  {2}", "async def {1}(x={0}):\n  {2}", "async with {0}:\n  {2}",
        "match {0}:\n  case {1}:\n    pass\n  case [*{1}]:\n    pass", "{2}\n{2}",
        "async for {1} in {0}:\n  {2}", "while {0}:\n  {2}\n  break", "@{0}\ndef f():\n  {2}",
    ]  # fmt: skip
    return st.builds(str.format, st.sampled_from(templates), EXPRESSIONS, NAMES, block)


SIMPLE = st.builds(
    str.format,
    st.sampled_from(
        ["{0}", "{1} = {0}", "{1}: {0} = {0}", "{1}: {0}", "del {1}", "global {1}", "nonlocal {1}",
         "{1} += {0}", "return {0}", "pass", "import math as {1}", "from math import *",
         "raise {0}", "assert {0}", "{1}, *x = {0}", "break", "from __future__ import annotations"]
    ),
    EXPRESSIONS,
    NAMES,
)  # fmt: skip
PROGRAMS = st.recursive(SIMPLE, statements, max_leaves=5)


@given(st.lists(PROGRAMS, min_size=1, max_size=3))
def test_programs_are_answered(programs: list[str]) -> None:
    console = Console(frames.function())
    for program in programs:
        outcome = console.evaluate(program + "\n").result()
        assert not (outcome.error and outcome.has_value)
        assert not outcome.incomplete
    assert console.evaluate("1 + 1").result().value == 2


@given(st.one_of(PROGRAMS, st.text()), st.data())
def test_cut_and_mangled_text_is_parsed_or_refused(text: str, data: st.DataObject) -> None:
    """Only parsed, not run: arbitrary text could do anything."""
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    source = Source(text[begin:end])
    try:
        tree = source.parse()
        analyse(tree)
    except SyntaxError as error:
        source.locate(error)
    except (Incomplete, ValueError, RecursionError, MemoryError):
        pass
    else:
        assert isinstance(tree, ast.Module)


@given(PROGRAMS)
def test_program_means_the_same_to_the_compiler(program: str) -> None:
    """Where Python accepts a program at the top level of a module, the console does."""
    try:
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        compile(program, "<test>", "exec", flags, dont_inherit=True)
    except SyntaxError:
        return
    outcome = Console(frames.function()).evaluate(program + "\n").result()
    if isinstance(outcome.error, SyntaxError):
        # A name cannot be both: ours are all declared before the input begins.
        assert "global" in str(outcome.error)
