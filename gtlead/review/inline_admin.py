"""Rows that are edited on the page of what they belong to."""

from typing import Any

from django.db import models
from django.http import HttpRequest

from gtlead.review.record_admin import FieldsForEditors, LinesWidget
from gtlead.review.record_form import RecordForm

MOST_ROWS = 200  # of one kind on one page; Django would make two thousand forms for whoever says so many were sent


class RecordInline(FieldsForEditors):
    """Rows are records themselves: they obey the same rules as on a page of their own."""

    extra = 0
    classes = ["collapse"]  # Django opens it where a row has an error
    max_num = MOST_ROWS
    formfield_overrides = FieldsForEditors.formfield_overrides | {
        models.TextField: {"widget": LinesWidget(attrs={"rows": 2})}
    }
    form = RecordForm
    show_change_link = True
    slug_from: tuple[str, ...] = ()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Forms that know who is editing."""
        kwargs["absolute_max"] = MOST_ROWS
        kwargs["form"] = type(self.form.__name__, (self.form,), {"request": request, "slug_from": self.slug_from})
        return super().get_formset(request, obj, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Archived here, deleted on their own pages if at all."""
        return False
