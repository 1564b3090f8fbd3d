"""One module for each form of file. A new module here is a new form; docs/how-to/add-a-register.md tells how.

A module has FORM, the name that a register gives; COVERS, `authorisations`, `letters` or `trials`; COMPLETE, whether
what is not in the file is not in the register; `read(pages)`, which yields lines or raises UnfitError; and, where an
answer comes in parts, `following(page, address)`, the address of the next part or "".
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from countries.registers.lines import FilePage, RegisterLine


class Adapter(Protocol):
    """What a module of this folder has."""

    FORM: str
    COVERS: str
    COMPLETE: bool

    def read(self, pages: Iterable[FilePage]) -> Iterator[RegisterLine]:
        """The entries of a file, or of all parts of an answer."""


def adapters() -> dict[str, Adapter]:
    """All forms by name."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return {module.FORM: cast("Adapter", module) for module in modules}


def forms_covering(covers: str) -> list[str]:
    """The names of the forms that list this."""
    return [form for form, adapter in adapters().items() if covers == adapter.COVERS]
