"""No query string, however odd, is a mistake of the server in the admin."""

import pytest
from django.contrib import admin
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from gtlead.lists.admin_lists import REFUSALS, change_list, errors_in, request_for
from gtlead.lists.admin_parameters import wrong_values
from gtlead.review.inline_admin import MOST_ROWS
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.crawl import routes
from tests.gtlead.test_urls import example_of

pytestmark = pytest.mark.django_db

# One of each kind: with many filters, with a date to drill down by, with rows on its forms, and one of Django's own.
LISTS = ("countries_statement", "gtlead_source", "countries_therapy", "auth_user")
ROWS = "authorisations-TOTAL_FORMS"
WORDS = "+".join(["a"] * 1000)
ODD = (
    "checked_on__year=10000", "checked_on__year=0", f"checked_on__year={'9' * 20}", "checked_on__year=x",
    "checked_on__month=13", "checked_on__gte=10000-01-01", "updated_at__year=10000", f"q={WORDS}", f"term={WORDS}",
    "e=1", "e=1&q=a", "o=999", "o=1.2.x", "p=99999", "p=-1", "p=x", "all=", "id__in=1,x", "id__exact=x", "pk__in=",
    f"id__exact={'9' * 40}", "id__range=1", "slug__regex=(", "slug__isnull=x", "state__exact=%00", "q=%00", "q=%ff",
    "_popup=1", "_to_field=nobody", "_facets=x", "nobody=1", "version__gt=x", "one=x&other=99999999999999999999",
    f"sources__id__exact={'9' * 23}", "_changelist_filters=%ff", "page=x", "app_label=countries&model_name=country",
)  # fmt: skip


def status(client, address):
    """What the address answers; a query that the database refused leaves nothing behind."""
    before = transaction.savepoint_create()
    found = client.get(address).status_code
    transaction.savepoint_rollback(before)
    return found


@pytest.mark.parametrize("query", ODD, ids=lambda query: query[:30])
def test_every_list_of_the_admin_understands_it_or_refuses(superuser, query):
    """Worked out as the page of the list does: its rows, the choices of its filters, and what it passed over."""
    builders.a_statement()
    lists = admin.site._registry.values()
    assert len(lists) > 30
    assert [owner for owner in lists if breaks(owner, request_for(superuser, QueryDict(query)))] == []


def breaks(owner, request):
    """What the list raises that nobody would make a refusal of."""
    try:
        if not wrong_values(request.GET):
            changes = change_list(owner, request)
            errors_in(changes, request)
            list(changes.result_list)
    except REFUSALS:
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, the next list is asked too
        return error
    return None


@pytest.mark.parametrize("query", ODD, ids=lambda query: query[:30])
def test_no_page_of_a_list_breaks(superuser_client, query):
    builders.a_statement()
    superuser_client.raise_request_exception = False
    addresses = [reverse(f"admin:{name}_changelist") for name in LISTS]
    assert [address for address in addresses if status(superuser_client, f"{address}?{query}") >= 500] == []


@pytest.mark.parametrize(
    "query", ["q=%00", f"term={WORDS}&q={WORDS}", "one=x&other=9999999999999999999999999", "id=%ff"]
)
def test_no_page_of_the_admin_breaks(superuser_client, query):
    superuser_client.raise_request_exception = False
    addresses = [example_of(route) for route in routes() if route.pattern.startswith("admin/")]
    replies = {address: status(superuser_client, f"{address}?{query}") for address in addresses}
    assert [address for address, status in replies.items() if status >= 500] == []


def test_what_a_list_does_not_understand_is_named(superuser_client):
    response = superuser_client.get(reverse("admin:countries_statement_changelist") + "?checked_on__year=10000")
    assert response.status_code == 400
    assert "The list does not understand “checked_on__year=10000”." in response.text
    long = superuser_client.get(reverse("admin:countries_statement_changelist") + f"?q={WORDS}")
    assert long.status_code == 400
    assert "At most 200 characters, please." in long.text


def test_mistake_of_the_site_stays_one(superuser_client, monkeypatch):
    superuser_client.raise_request_exception = False
    monkeypatch.setattr("gtlead.sources.admin.SourceAdmin.get_queryset", None)
    assert superuser_client.get(reverse("admin:gtlead_source_changelist")).status_code == 500


@pytest.mark.parametrize(("said", "answer"), [("999999", f"at most {MOST_ROWS} forms"), ("50", "Not all rows arrived")])
def test_number_of_rows_that_a_form_says_it_has_is_bounded_by_those_sent(superuser_client, said, answer):
    """Django would make two thousand forms of each kind: a minute, and a hundred megabytes."""
    therapy = builders.a_therapy()
    response = superuser_client.post(change_url(therapy), posted_form(superuser_client, therapy) | {ROWS: said})
    assert response.status_code == 200
    assert answer in response.text
    assert "authorisations-0-" not in response.text


@pytest.mark.parametrize("key", ["\r\n", "\uffff", "x", "9" * 40])
def test_ticked_row_that_is_none_is_named(superuser_client, key):
    address = reverse("admin:countries_therapy_changelist")
    builders.a_therapy()
    response = superuser_client.post(address, {"action": "hand_in", "index": 0, "_selected_action": key})
    assert response.status_code == 400
    assert "names no row" in response.text
