"""Rows that the admin shows and nobody edits there."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from gtlead.records.models import Record


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To be looked up; what may happen to a row happens elsewhere, under rules of its own."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False
