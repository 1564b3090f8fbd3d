"""Rows too many for one page: a page by its number, or that on which something stands, whatever its number is now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gtlead.lists.parameters import page_complaint, shown, takes
from gtlead.records.addresses import AT

PER_PAGE = 50

PAGES = ("page", AT)  # the parameters of `asked_page`
takes_pages = takes(*PAGES)


@dataclass(frozen=True)
class AskedPage[Row]:
    """A page of rows; one without rows if there is no such page, and what is wrong by parameter."""

    page: Page[Row]
    errors: dict[str, list[str]]

    @property
    def rows(self) -> list[Row]:
        """What stands on it."""
        return list(self.page.object_list)

    @property
    def status(self) -> int:
        """Of the response: nothing stands at an address that asks for what there is not."""
        return 404 if self.errors else 200


def cut[Row](rows: Sequence[Row], per_page: int, number: int) -> AskedPage[Row]:
    """The page of that number."""
    paginator = Paginator(rows, per_page)
    if number <= paginator.num_pages:
        return AskedPage(paginator.page(number), {})
    return nothing("page", _("There is no page %(number)s.") % {"number": number})


def nothing[Row](parameter: str, complaint: str) -> AskedPage[Row]:
    """No rows, since something is wrong."""
    none: Sequence[Row] = ()
    return AskedPage(Paginator(none, PER_PAGE).page(1), {parameter: [complaint]})


def asked_page[Row](
    request: HttpRequest, rows: Sequence[Row], per_page: int = PER_PAGE, row_of: Callable[[str], object] = str
) -> AskedPage[Row]:
    """The page that the request asks for; `row_of` gives the row with which something that is named `at` stands."""
    number, name = request.GET.get("page", "1"), request.GET.get(AT)
    if name is None:
        complaint = page_complaint(number)
        return nothing("page", complaint) if complaint else cut(rows, per_page, int(number))
    if "page" in request.GET:
        return nothing(AT, _("Ask for a page, or for what stands on it."))
    row = row_of(name)
    if row not in rows:
        return nothing(AT, _("Nothing called “%(name)s” stands here.") % {"name": shown(name)})
    return cut(rows, per_page, rows.index(row) // per_page + 1)
