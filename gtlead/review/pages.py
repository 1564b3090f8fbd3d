"""The public page on which a record stands: what is proposed for one page can be looked at and decided together."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from gtlead.records.addresses import page_in
from gtlead.records.models import Record
from gtlead.review.models import Proposal
from gtlead.review.visibility import address_of


def page_of(record: Record | None) -> str:
    """The address of the page, without the record's place there; empty if it has none."""
    return page_in(address_of(record))


def fill_pages(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Receiver: what waited before pages were written down gets its page, once all tables are as the models are."""
    if sender is list(apps.get_app_configs())[-1]:
        for proposal in Proposal.objects.using(using).open().filter(page="").prefetch_related("record"):
            if page := page_of(proposal.record):
                Proposal.objects.using(using).filter(pk=proposal.pk).update(page=page)


def connect() -> None:
    """Called once, when the app registry is ready."""
    post_migrate.connect(fill_pages, dispatch_uid="review-pages")
