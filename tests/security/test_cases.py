"""Every case of the specification has a test that names it."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CASES = [
    *(f"A{number:02}" for number in range(1, 35)),
    *(f"P{number:02}" for number in range(1, 7)),
]
NAMED = re.compile(r"([AP])(\d\d)(?:(?:-| to )[AP](\d\d))?")


def cases_in(text: str) -> set[str]:
    """Return the cases that a docstring names, alone or as a range."""
    return {
        f"{letter}{number:02}"
        for letter, first, last in NAMED.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def docstrings(module: ast.Module) -> list[str]:
    """Return the docstrings of a module of tests, and of its tests."""
    tests = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    told = [ast.get_docstring(module), *map(ast.get_docstring, tests)]
    return [text or "" for text in told]


@lru_cache(maxsize=1)
def named_cases() -> set[str]:
    files = [*TESTS.glob("security/test_*.py"), *TESTS.glob("browser/test_*.py")]
    modules = [ast.parse(path.read_text("utf-8")) for path in files if path != Path(__file__)]
    return cases_in(" ".join(text for module in modules for text in docstrings(module)))


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_tested(case: str) -> None:
    assert case in named_cases()
