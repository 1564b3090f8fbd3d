"""Rows that are edited on the page of what they belong to."""

import re
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gtlead.review.record_admin import FieldsForEditors, LinesWidget
from gtlead.review.record_form import RecordForm

MOST_ROWS = 60  # of one kind on one page: as many as fit in the thousand fields that a form may have


class SentRows(BaseInlineFormSet):
    """As many forms as rows were sent, whatever number is said: each costs a twentieth of a second to show."""

    @cached_property
    def sent(self) -> int:
        """One more than the highest number of a row that has a field."""
        field = re.compile(rf"{re.escape(str(self.prefix))}-(\d{{1,4}})-", re.ASCII)
        found = map(field.match, self.data)
        return max((int(match[1]) for match in found if match), default=-1) + 1

    def total_form_count(self) -> int:
        """The forms to make."""
        said: int = super().total_form_count()
        return min(said, self.sent) if self.is_bound else said

    def clean(self) -> None:
        """No row is left out in silence."""
        super().clean()
        if self.is_bound and super().total_form_count() > self.sent:
            raise ValidationError(_("Not all rows arrived. Please open the page anew."))


class RecordInline(FieldsForEditors):
    """Rows are records themselves: they obey the same rules as on a page of their own."""

    model: Any
    extra = 0
    classes = ["collapse"]  # Django opens it where a row has an error
    max_num = MOST_ROWS
    formset = SentRows
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

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what the rows name and cite, asked once for all of them."""
        named = [field.name for field in self.model._meta.fields if field.many_to_one]
        lists = [field.name for field in self.model._meta.many_to_many]
        return super().get_queryset(request).select_related(*named).prefetch_related(*lists)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Archived here, deleted on their own pages if at all."""
        return False
