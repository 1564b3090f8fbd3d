"""The steps of the editorial round, as editors and reviewers take them in their browsers."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from gtlead.records.models import Record
from gtlead.review.models import Proposal
from tests.admin_forms import change_url, form_fields, posted_form


def save(client: Client, record: Any, *, reason: str = "New figures", **values: Any) -> Any:
    """Change fields in the record's form and save; the answer."""
    return client.post(change_url(record), posted_form(client, record) | {"reason": reason} | values)


def save_knowing(client: Client, record: Any, **values: Any) -> Any:
    """The same by somebody who ticks that they have seen what would leave the site, if the form lists it."""
    answer = save(client, record, **values)
    leaving = answer.context["leaving"] if answer.status_code == 200 else ()
    seen = {"acknowledged": [one.digest for one in leaving]}
    return client.post(change_url(record), form_fields(answer) | seen) if leaving else answer


def proposal_of(record: Record) -> Proposal:
    """The last proposal about the record."""
    found: Proposal = Proposal.objects.of(record).latest("pk")
    return found


def decide(client: Client, proposal: Proposal, how: str, **values: Any) -> Any:
    """Open the difference, then take the decision; the page that comes after, which is asked for when looked at."""
    page = client.get(reverse("review", args=[proposal.pk]))
    data = {"seen": seen_on(page), "acknowledged": page.context["consequences"].digest} | values
    answer = client.post(reverse(f"review-{how}", args=[proposal.pk]), data)
    return SimpleLazyObject(lambda: client.get(answer.url, follow=True)) if answer.status_code == 302 else answer


def seen(client: Client, proposal: Proposal) -> str:
    """What the form to approve says was seen."""
    return seen_on(client.get(reverse("review", args=[proposal.pk])))


def seen_on(page: Any) -> str:
    """The same, of a page that is read already."""
    return str(page.context["approve_form"].initial["seen"])


def approve(client: Client, record: Record, **values: Any) -> Any:
    """Approve what waits about the record."""
    return decide(client, proposal_of(record), "approve", **values)
