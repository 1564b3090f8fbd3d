"""The evidence in the admin. Every module of this folder is read, so a new one need not be named."""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
