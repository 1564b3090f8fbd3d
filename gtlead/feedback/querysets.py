"""Queries over readers' reports on facts."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone


class FactReportQuerySet(models.QuerySet[Any]):
    """Readers' reports on facts."""

    def open(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state=self.model.State.OPEN)

    def suspected(self) -> Self:
        """Waiting, and perhaps from a machine."""
        return self.open().exclude(suspicion="")

    def unsuspected(self) -> Self:
        """Waiting, and probably from a person; oldest first."""
        return self.open().filter(suspicion="")

    def answered(self) -> Self:
        """With an answer, the latest first."""
        return self.exclude(state=self.model.State.OPEN).select_related("handled_by").order_by("-handled_at", "-pk")

    def corrected(self) -> Self:
        """What the public log shows."""
        return self.filter(state=self.model.State.CORRECTED).order_by("-handled_at", "-pk")

    def from_address(self, address_hash: str, since: datetime) -> Self:
        """What came from one address since a moment."""
        return self.filter(address_hash=address_hash, received_at__gte=since)

    def with_old_addresses(self) -> Self:
        """Those that still carry the hash of an address after a week."""
        return self.filter(received_at__lt=timezone.now() - timedelta(days=7)).exclude(address_hash="")

    def past_retention(self) -> Self:
        """Answered a month ago, and still with the reader's words."""
        return self.filter(handled_at__lt=timezone.now() - timedelta(days=30)).exclude(text="", source_url="")
