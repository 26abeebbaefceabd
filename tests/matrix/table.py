"""The table of the README, made from what the last run of the matrix wrote.

`python -m tests.matrix.table` writes it; `make matrix` runs the matrix first.
"""

import json
import re
import sys
from collections.abc import Iterable
from typing import Any

from tests.matrix.cases import cases_of
from tests.matrix.frameworks import FRAMEWORKS, Framework
from tests.matrix.recorder import FILE
from tests.servers import ROOT

README = ROOT / "README.md"
BEGIN, END = "<!-- matrix: made by `make matrix` -->", "<!-- end of the matrix -->"

COLUMNS = {
    "page, route, console": ("view",),
    "untouched": ("price", "not_found", "refused", "handled", "own_500"),
    "stream": ("stream_before", "stream_after"),
    "template": ("template",),
    "middleware": ("middleware",),
    "injected": ("dependency",),
    "WebSocket": ("ws_before", "ws_after"),
}
"""The columns of the table, and the cases that must have passed for a tick in them."""


class MissingError(Exception):
    """A cell of the matrix was not run. The message names it."""


def table_of(run: dict[str, Any]) -> str:
    """Return the Markdown of the table of a run. Raises MissingError."""
    outcomes = {
        (cell["framework"], cell["server"], cell["case"]): cell["outcome"] for cell in run["cells"]
    }
    rows = [_row(framework, outcomes, _versions(run, framework)) for framework in FRAMEWORKS]
    head = ["app", *COLUMNS, "on"]
    lines = [head, ["---"] * len(head), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\nServers: {_servers(run)}; CPython {run['python']} on {run['system']}."


def _row(
    framework: Framework, outcomes: dict[tuple[str, str, str], str], versions: dict[str, str]
) -> list[str]:
    ticks = [_tick(framework, cases, outcomes) for cases in COLUMNS.values()]
    return [f"{framework.name} {_told(versions)}".strip(), *ticks, ", ".join(framework.servers)]


def _told(versions: dict[str, str]) -> str:
    """Return the version of the framework itself, and what it stands on."""
    own, *others = versions.items() or [("", "")]
    below = ", ".join(f"{name} {number}" for name, number in others)
    return f"{own[1]} ({below})" if below else own[1]


def _tick(
    framework: Framework, cases: Iterable[str], outcomes: dict[tuple[str, str, str], str]
) -> str:
    """Return a tick if all cases passed on all servers, n/a if the framework has none."""
    keys = [
        (framework.name, server, case)
        for server in framework.servers
        for case in cases
        if case in cases_of(framework, server)
    ]
    if missing := [key for key in keys if key not in outcomes]:
        raise MissingError(" ".join(missing[0]))
    if not keys:
        return "n/a"
    return "✓" if all(outcomes[key] == "passed" for key in keys) else "✗"


def _versions(run: dict[str, Any], framework: Framework) -> dict[str, str]:
    cells = (cell for cell in run["cells"] if cell["framework"] == framework.name)
    return next((cell["packages"] for cell in cells), {})


def _servers(run: dict[str, Any]) -> str:
    packages: dict[str, str] = {}
    for cell in run["cells"]:
        packages.update(cell["server_package"])
    return ", ".join(f"{name} {number}" for name, number in sorted(packages.items()))


def with_table(readme: str, table: str) -> str:
    """Return the README with the table between its marks."""
    between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    return between.sub(lambda _: f"{BEGIN}\n\n{table}\n\n{END}", readme)


def main() -> None:
    """Write the table of the last run into the README."""
    try:
        table = table_of(json.loads(FILE.read_text("utf-8")))
    except (FileNotFoundError, MissingError) as error:
        sys.exit(f"The matrix was not run whole: {error}. Run `make matrix`.")
    README.write_text(with_table(README.read_text("utf-8"), table), "utf-8")


if __name__ == "__main__":
    main()
