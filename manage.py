#!/usr/bin/env python
"""Django's command-line entry point."""

import gc
import os
import sys


def main() -> None:
    """Run an administrative task."""
    gc.disable()  # what is being loaded is no garbage; gtlead/apps.py enables it again
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtlead.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        example = "DATABASE_URL=postgres://user:password@host:5432/name"
        sys.exit(f"The database cannot be used ({str(error).strip()}). DATABASE_URL names another: {example}")


if __name__ == "__main__":
    main()
