"""Rows that are edited on the page of what they belong to."""

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest

from gtlead.editing import PartForm, RecordForm, may_change

from .records import FieldsForEditors


class FollowsItsPage(FieldsForEditors):
    """Rows may be changed by those who may change the page's record."""

    extra = 0
    formfield_overrides = FieldsForEditors.formfield_overrides | {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 2})}
    }

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the page they stand on."""
        return super().has_change_permission(request, obj) and may_change(request.user, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the page they stand on."""
        return super().has_add_permission(request, obj) and may_change(request.user, obj)


class RecordInline(FollowsItsPage):
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


class PartInline(FollowsItsPage):
    """Rows without state and history: part of the page's record."""

    form = PartForm

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As everywhere, for superusers."""
        return bool(request.user.is_superuser)
