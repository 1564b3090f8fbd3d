"""The world of the pages on access."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import on_stage
from tests.countries import access_world as worlds


@pytest.fixture(scope="class")
def access_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[worlds.World]:
    """Two countries, each with a regulator, and three therapies; use with `db`."""
    with on_stage(worlds.access_world, django_db_blocker) as names:
        yield names
