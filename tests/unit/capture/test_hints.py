"""Hints say what Python's traceback leaves to the developer to find."""

from collections.abc import Callable  # noqa: TC003 - read when the module runs
from pathlib import Path
from typing import Any

import pytest

import debugpage
from debugpage.options import Options
from debugpage.report import Hint

RATES = {"GB": 1, "France": 2}


class Customer:
    address: Any = None
    name = "ada"

    def full_name(self) -> str:
        return str(name)  # type: ignore[name-defined]  # noqa: F821 - that is the point


def none_in_a_chain() -> None:
    customer: Any = Customer()
    customer.address.city.upper()


def none_subscripted() -> None:
    found: Any = None
    found["x"]


def wrong_key() -> None:
    RATES["Frnace"]


def wrong_name() -> None:
    total_price = 1
    print(totl_price, total_price)  # type: ignore[name-defined]  # noqa: F821 - that is the point


def wrong_builtin() -> None:
    prnt("x")  # type: ignore[name-defined]  # noqa: F821 - that is the point


def wrong_attribute() -> None:
    customer: Any = Customer()
    customer.adress  # noqa: B018 - that is the point


def forgotten_self() -> None:
    Customer().full_name()


def wrong_module() -> None:
    import colections  # type: ignore[import-not-found]  # noqa: F401 - that is the point


def wrong_name_to_import() -> None:
    from json import lods  # type: ignore[attr-defined]  # noqa: F401 - that is the point


def forgotten_import() -> None:
    sys.exit()  # type: ignore[name-defined]  # noqa: F821 - that is the point


def local_everywhere() -> None:
    for _ in RATES:  # type: ignore[used-before-def]  # noqa: F823 - that is the point
        pass
    RATES: dict[str, int] = {}  # noqa: N806
    print(RATES)


def test_the_hints() -> None:
    expected: list[tuple[Callable[[], None], Hint]] = [
        (none_in_a_chain, Hint("This is None:", "customer.address")),
        (none_subscripted, Hint("This is None:", "found")),
        (wrong_key, Hint("Did you mean", "'France'")),
        (wrong_name, Hint("Did you mean", "total_price")),
        (wrong_builtin, Hint("Did you mean", "print")),
        (wrong_attribute, Hint("Did you mean", "address")),
        (forgotten_self, Hint("Did you mean", "self.name")),
        (wrong_module, Hint("Did you mean", "collections")),
        (wrong_name_to_import, Hint("Did you mean", "loads")),
        (forgotten_import, Hint("Did you forget to", "import sys")),
        (
            local_everywhere,
            Hint("Assigned somewhere in this function, and so local all over it:", "RATES"),
        ),
    ]
    for fails, hint in expected:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - each another
            fails()
        assert debugpage.capture(caught.value).problems[0].hints == (hint,), fails.__name__


@pytest.mark.parametrize("named", [True, False], ids=["a named project", "where one works"])
def test_a_file_that_hides_the_standard_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    import importlib
    import sys

    (tmp_path / "colorsys.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    module = importlib.import_module("colorsys")
    monkeypatch.delitem(sys.modules, "colorsys")
    with pytest.raises(AttributeError) as caught:
        module.rgb_to_hsv(1, 1, 1)
    monkeypatch.chdir(tmp_path.parent if named else tmp_path)
    options = Options(project=str(tmp_path) if named else "")
    report = debugpage.capture(caught.value, options=options)
    (hint,) = report.problems[0].hints
    assert hint.code == "colorsys.py"


def test_no_hint_where_there_is_nothing_to_say() -> None:
    for error in (ValueError("x"), KeyError("x"), AttributeError("x"), NameError("x"), TypeError()):
        assert debugpage.capture(error).problems[0].hints == ()
