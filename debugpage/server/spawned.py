"""What runs first in a process that the app starts by multiprocessing: it loads files as we do.

Such a process is a new interpreter, or the copy of one, which loads the project by itself. Left
to itself it believes old bytecode, and writes what is believed later. multiprocessing lets it run
the module again that is the main one of its parent; so this is made to be that module.
"""

import sys
from importlib.machinery import ModuleSpec

from debugpage.server.bytecode import distrust_young_files


def accompany_spawned_processes() -> None:
    """Let processes that this one starts by multiprocessing run this module first."""
    sys.modules["__main__"].__spec__ = ModuleSpec("debugpage.server.spawned", None)


if __name__ == "__mp_main__":
    distrust_young_files()
