"""Modules that are read at first use, so that whoever serves residents holds no library that only staff need.

`engage/__init__.py` imports this before any other module of ours. Imports are written as everywhere; only one rule is
added for what is named here: import the module and not a name out of it, for a name out of it reads it at once.
"""

import sys
import threading
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import PathFinder
from importlib.util import find_spec
from types import ModuleType

#: these and all below them; only modules of ours: no library knows them, so nobody waits for anybody in a circle
LATE = (
    "analysis",
    "engage.answer_history",
    "engage.answer_search",
    "engage.data",
    "engage.demonstration",
    "engage.desk",
    "engage.exports",
    "engage.extracts",
    "engage.handouts",
    "engage.identity",
    "engage.margins",
    "engage.operations.codeframes",
    "engage.operations.coding",
    "engage.operations.reading",
    "engage.outcomes",
    "engage.paper_words",
    "engage.photograph_files",
    "engage.plan_files",
    "engage.reach",
    "engage.reports",
    "engage.results",
    "engage.scanning",
    "engage.spreadsheets",
    "forms.importing.workbooks",
    "forms.paper",
)
_lock = threading.RLock()


def is_late(name):
    return any(name == late or name.startswith(f"{late}.") for late in LATE)


class LateModule(ModuleType):
    """A module that was found and not read yet. Another thread that asks while it is read waits until it is whole."""

    def __getattribute__(self, name):
        if name.startswith("__") and name != "__dict__":
            return ModuleType.__getattribute__(self, name)
        with _lock:
            part = _part_of(self, name)
            if part is not None:
                return part
            _read(self)
        return ModuleType.__getattribute__(self, name)


def _part_of(module, name):
    """A module inside a package that is not read for it; None where the package itself must be asked."""
    known = ModuleType.__getattribute__(module, "__dict__").get(name)
    if isinstance(known, ModuleType):
        return known
    inside = f"{module.__name__}.{name}"
    return import_module(inside) if hasattr(module, "__path__") and find_spec(inside) else None


def _read(module):
    """Run the module's own code, once; what it asks of itself meanwhile finds what is there so far."""
    state = module.__spec__.loader_state
    if state["begun"]:
        return
    state["begun"] = True
    try:
        module.__loader__.loader.exec_module(module)
    except BaseException:
        state["begun"] = False
        raise
    module.__class__ = ModuleType


class _LateLoader(Loader):
    def __init__(self, loader):
        self.loader = loader

    def create_module(self, spec):
        return LateModule(spec.name)

    def exec_module(self, module):
        """Not yet: `_read` does it."""
        module.__spec__.loader_state = {"begun": False}

    def __getattr__(self, name):
        """What else may be asked of a loader, as the lines of a traceback."""
        return getattr(self.loader, name)


class _LateFinder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if not is_late(name):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader:
            spec.loader = _LateLoader(spec.loader)
        return spec


sys.meta_path.insert(0, _LateFinder)
