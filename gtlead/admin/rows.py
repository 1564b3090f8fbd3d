"""Rows that are edited on the page of what they belong to."""

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest

from gtlead.editing import PartForm, RecordForm, is_decided

from .records import FieldsForEditors


class Rows(FieldsForEditors):
    """How rows look."""

    extra = 0
    formfield_overrides = FieldsForEditors.formfield_overrides | {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 2})}
    }


class RecordInline(Rows):
    """Rows that are records themselves obey the same rules as records with a page of their own."""

    form = RecordForm
    show_change_link = True
    slug_from: tuple[str, ...] = ()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Forms that know who is editing."""
        kwargs["form"] = type(self.form.__name__, (self.form,), {"request": request, "slug_from": self.slug_from})
        return super().get_formset(request, obj, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Archived here, deleted on their own pages if at all."""
        return False


class PartInline(Rows):
    """Rows without state and history: part of the page's record."""

    form = PartForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They have no proposals, so beside a decided record they are for superusers."""
        return super().has_change_permission(request, obj) and self.is_free(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As changing."""
        return super().has_add_permission(request, obj) and self.is_free(request, obj)

    def is_free(self, request: HttpRequest, obj: Any) -> bool:
        """Whether a row may be saved without anybody approving it."""
        return bool(request.user.is_superuser) or not is_decided(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As everywhere, for superusers."""
        return bool(request.user.is_superuser)
