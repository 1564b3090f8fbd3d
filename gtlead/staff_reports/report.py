"""Staff reports: what a request asks of one, and the rows that it gets. Which there are is in staff_reports/."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

from gtlead.lists.admin_lists import AdminList, ask_list
from gtlead.lists.tables import Column
from gtlead.records.querysets import in_batches
from gtlead.staff_reports.forms import ReportForm


@dataclass(frozen=True)
class Rows:
    """The rows of querysets and lists one after the other; read to the end, only some are ever in memory."""

    parts: Sequence[Any] = ()
    shape: Callable[[Iterable[Any]], Iterable[Any]] = iter

    def __iter__(self) -> Iterator[object]:
        parts = (in_batches(part) if isinstance(part, QuerySet) else part for part in self.parts)
        return iter(self.shape(chain.from_iterable(parts)))

    def count(self) -> int:
        """How many there are."""
        return sum(part.count() if isinstance(part, QuerySet) else len(part) for part in self.parts)

    def first(self, number: int) -> list[object]:
        """So many of them, from the beginning."""
        begun = chain.from_iterable(part[:number] for part in self.parts)
        return list(self.shape(islice(begun, number)))


@dataclass(frozen=True)
class Asked:
    """A report as one request asks for it: by a form or by a list of the admin; no rows if something is wrong."""

    errors: dict[str, list[str]]
    rows: Rows
    form: ReportForm | None = None
    admin_list: AdminList | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """A table that staff may take away."""

    name: str
    title: str | Promise
    description: str | Promise
    columns: Sequence[Column[Any]]

    def ask(self, user: User | AnonymousUser, data: QueryDict) -> Asked:
        """The rows that the query string asks for, or what is wrong with it."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class FormReport[Form: ReportForm](Report):
    """A report with parameters of its own; `find` gets the valid form."""

    find: Callable[[Form], Rows]
    form: type[Form]

    def ask(self, user: User | AnonymousUser, data: QueryDict) -> Asked:
        """As the form says."""
        form = self.form(data)
        errors = form.errors_by_parameter()
        return Asked(errors, Rows() if errors else self.find(form), form=form)


@dataclass(frozen=True, kw_only=True)
class RecordReport(Report):
    """All records of a kind, narrowed and sorted by the parameters of their list in the admin.

    `prepare` fetches what the columns need; `shape` makes rows of records, where a row is more than a record.
    """

    model: type[Model]
    prepare: Callable[[Any], Any]
    shape: Callable[[Iterable[Any]], Iterable[Any]] = field(default=iter)

    def ask(self, user: User | AnonymousUser, data: QueryDict) -> Asked:
        """As the admin says."""
        found = ask_list(self.model, user, data)
        rows = Rows() if found.errors else Rows([self.prepare(found.changes.queryset)], self.shape)
        return Asked(found.errors, rows, admin_list=found)
