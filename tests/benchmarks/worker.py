"""One contender in a process of its own: `python -m tests.benchmarks.worker MODULE CONTENDER`.

For each line of JSON on its standard input, the arguments of the module's `sample`, it writes what
that returns as a line of JSON. `Worker` is the other end.
"""

import importlib
import json
import os
import subprocess
import sys
from types import TracebackType
from typing import Any, Self


class Worker:
    """A process in which a module of this package measures one contender."""

    def __init__(self, module: str, contender: str) -> None:
        self.contender = contender
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.worker", module, contender],
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def sample(self, *arguments: str) -> Any:
        """Measure once. Raises RuntimeError where the contender cannot, as it is not installed."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            print(json.dumps(arguments), file=self._process.stdin, flush=True)
            return json.loads(self._process.stdout.readline())
        except (OSError, ValueError):
            raise RuntimeError(f"{self.contender} cannot be measured") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()


def _environment() -> dict[str, str]:
    """Return the environment of a worker: bytecode is kept of our modules, as of what is installed.

    Else a first page of ours would compile the checkout, where others load what pip has compiled.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": os.getcwd()}  # noqa: PTH109 - a string is asked for


def main() -> None:
    name, contender = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what contenders print is no figure
    module = importlib.import_module(f"tests.benchmarks.{name}")
    sample = module.sampler(contender)
    for line in sys.stdin:
        print(json.dumps(sample(*json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
