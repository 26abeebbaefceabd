"""Children of forks: what runs in one, and how it has ended."""

import os
from collections.abc import Callable


def code_of_child(run: Callable[[], int]) -> int:
    """Fork, have the child end with what `run` returns as its exit code, and return that.

    It is 1 where `run` raises. A child that ends so runs nothing else of the tests.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = run()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
