"""The columns of the downloads."""

import pytest

from countries.exports import tables as exports
from gtlead.lists.tables import Column

TABLES = {
    name: value
    for name, value in vars(exports).items()
    if name.endswith("_COLUMNS") and isinstance(value, tuple) and all(isinstance(c, Column) for c in value)
}


def test_there_are_tables():
    assert {"COUNTRY_COLUMNS", "STATEMENT_COLUMNS"} <= set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_columns_have_names_of_their_own_for_machines_and_meanings_for_people(name):
    columns = TABLES[name]
    assert len({column.name for column in columns}) == len(columns)
    for column in columns:
        assert column.name.isidentifier(), column.name
        assert column.name == column.name.lower()
        assert str(column.meaning).endswith((".", ")")), column.name


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_its_sources_and_when_it_was_checked(name):
    names = {column.name for column in TABLES[name]}
    assert {"sources", "checked_on"} <= names
