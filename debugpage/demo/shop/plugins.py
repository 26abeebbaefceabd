"""Import an extension of the shop: its file cannot be compiled."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

EXTRAS = Path(__file__).parent / "extras"


def load(name: str) -> ModuleType:
    """Import the extension `name`. Its `.txt` keeps tools away that compile every `.py` file."""
    loader = SourceFileLoader(name, str(EXTRAS / f"{name}.py.txt"))
    spec = spec_from_loader(name, loader)
    assert spec is not None  # noqa: S101 - a loader was given
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module
