"""The pages of the staff in a real browser: axe and widths, light and dark."""

from typing import Any

import pytest
from django.urls import reverse

from gtlead.review.submitting import propose
from tests import builders
from tests.browser.test_accessibility import breaches, overflow
from tests.browser.test_editorial_round import signed_in, try_table

STAFF_PAGES = ("admin:index", "dashboard", "import", "second-factor", "moderation", "fact-reports", "reports")
REFUSED_ROW = {"name": "refused.csv", "mimeType": "text/csv", "buffer": b"statement,country\nlost,atlantis\n"}


@pytest.mark.parametrize("width", [1280, 360])
def test_staff_pages_are_for_everybody(open_page: Any, live_server: Any, width: int) -> None:
    builders.a_contribution()
    builders.a_fact_report()
    page = open_page(live_server.url, viewport={"width": width, "height": 800})
    page.goto(reverse("admin:login"))
    assert breaches(page) == []
    assert overflow(page) <= 0
    signed_in(page, builders.a_superuser(username="sue"))
    try_table(page, REFUSED_ROW)
    reports = [reverse("report", args=[name]) for name in ("overdue", "changes")]
    reports += [
        reverse("report", args=["statements"]) + query for query in ("?state__exact=published&o=1", "?colour=red")
    ]
    statements = reverse("admin:countries_statement_changelist")
    for address in [page.url, *map(reverse, STAFF_PAGES), *reports, statements]:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(address)
            assert breaches(page) == [], (address, scheme)
            assert overflow(page) <= 0, (address, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_of_the_round_are_for_everybody(
    open_page: Any, live_server: Any, editor: Any, width: int, scheme: str
) -> None:
    statement = builders.a_statement(text="The old text of a law.")
    builders.a_statement(checked_on="2020-01-01")
    page = signed_in(
        open_page(live_server.url, viewport={"width": width, "height": 800}, color_scheme=scheme),
        builders.a_reviewer(),
    )
    proposal: Any = propose(statement, {"text": "The new text of a law."}, user=editor, reason="New law")
    addresses = [reverse("dashboard"), reverse("review-list"), proposal.get_absolute_url()]
    addresses.append(reverse("review-preview", args=[proposal.pk]))
    addresses.append(f"{reverse('review-batch')}?proposal={proposal.pk}")
    for address in addresses:
        page.goto(address)
        assert breaches(page) == [], address
        assert overflow(page) <= 0, address
