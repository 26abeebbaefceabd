"""The README tells the whole matrix, and nothing that did not pass."""

import json

import pytest

from tests.matrix.cases import ALL, cases_of
from tests.matrix.frameworks import FRAMEWORKS, SERVER_PACKAGES
from tests.matrix.table import BEGIN, COLUMNS, END, README, MissingError, table_of, with_table

TABLE = README.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
ROWS = [line.split(" | ") for line in TABLE.splitlines() if line.startswith("| ")]


def test_every_case_has_a_column() -> None:
    assert sorted(case for cases in COLUMNS.values() for case in cases) == sorted(ALL)


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.name)
def test_the_readme_has_every_framework_with_its_servers(framework: object) -> None:
    (named,) = [one for one in FRAMEWORKS if one is framework]
    rows = [row for row in ROWS if row[0].startswith(f"| {named.name}")]
    assert any(row[-1] == f"{', '.join(named.servers)} |" for row in rows), named.name


def test_the_readme_has_as_many_rows_as_the_matrix() -> None:
    assert len(ROWS) == len(FRAMEWORKS) + 2


def test_the_readme_names_every_server() -> None:
    for package in SERVER_PACKAGES.values():
        assert f"{package} " in TABLE.partition("Servers:")[2]


def test_the_readme_shows_no_failure() -> None:
    assert "✗" not in TABLE


def whole_run(outcome: str = "passed") -> dict[str, object]:
    cells = [
        {
            "framework": framework.name,
            "packages": {"shop": "1.2.3"},
            "server": server,
            "server_package": {"oven": "4.5"},
            "case": case,
            "outcome": outcome,
        }
        for framework in FRAMEWORKS
        for server in framework.servers
        for case in cases_of(framework, server)
    ]
    return {"python": "3.99", "system": "Linux", "cells": cells}


def test_the_table_of_a_run() -> None:
    table = table_of(whole_run())
    assert "| Flask 1.2.3 | ✓ | ✓ | ✓ | ✓ | ✓ | n/a | n/a | werkzeug" in table
    assert table.endswith("Servers: oven 4.5; CPython 3.99 on Linux.")
    assert "✗" in table_of(whole_run("failed"))


def test_a_run_that_is_not_whole_makes_no_table() -> None:
    run = json.loads(json.dumps(whole_run()))
    del run["cells"][3]
    with pytest.raises(MissingError, match="Flask"):
        table_of(run)


def test_the_table_takes_the_place_of_the_one_before() -> None:
    assert with_table(f"a {BEGIN} old {END} b", "new") == f"a {BEGIN}\n\nnew\n\n{END} b"
