"""Rows that are edited on the page of what they belong to."""

import re
from functools import cached_property
from typing import Any

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gtlead.records.models import Record
from gtlead.review.models import Proposal
from gtlead.review.record_admin import FieldsForEditors, LinesWidget
from gtlead.review.record_form import RecordForm
from gtlead.review.submitting import open_proposals

MOST_ROWS = 60  # of one kind on one page: as many as fit in the thousand fields that a form may have


def single(model: type[models.Model]) -> list[str]:
    """The fields that name one other record."""
    return [field.name for field in model._meta.fields if field.many_to_one]


def lists(model: type[models.Model]) -> list[str]:
    """The fields that name several."""
    return [field.name for field in model._meta.many_to_many]


class SentRows(BaseInlineFormSet):  # type: ignore[type-arg]
    """As many forms as rows were sent, whatever number is said: each costs a twentieth of a second to show."""

    model: type[models.Model]

    @cached_property
    def sent(self) -> int:
        """One more than the highest number of a row that has a field."""
        field = re.compile(rf"{re.escape(str(self.prefix))}-(\d{{1,4}})-", re.ASCII)
        found = map(field.match, self.data)
        return max((int(match[1]) for match in found if match), default=-1) + 1

    @cached_property
    def proposals(self) -> dict[int, Proposal]:
        """The change that waits of each row, by key."""
        return open_proposals(list(self.get_queryset()))

    @cached_property
    def known(self) -> dict[str, dict[str, Record]]:
        """By field and key, what the rows name and cite; the queryset has it."""
        rows = list(self.get_queryset())
        named = {name: [getattr(row, name) for row in rows] for name in single(self.model)}
        cited = {name: [one for row in rows for one in getattr(row, name).all()] for name in lists(self.model)}
        return {name: {str(one.pk): one for one in found if one} for name, found in (named | cited).items()}

    def get_form_kwargs(self, index: int | None) -> dict[str, object]:
        """A form need not ask what waits of its row."""
        return super().get_form_kwargs(index) | {"proposals": self.proposals}

    def add_fields(self, form: "ModelForm[Record]", index: int | None) -> None:
        """A field need not ask for the name of what it holds."""
        super().add_fields(form, index)
        for name, records in self.known.items():
            if name in form.fields and isinstance(form.fields[name].widget, RelatedFieldWidgetWrapper):
                form.fields[name].widget.widget.known = records

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

    def get_formset(self, request: HttpRequest, obj: Record | None = None, **kwargs: object) -> type[SentRows]:
        """Forms that know who is editing."""
        kwargs["absolute_max"] = MOST_ROWS
        kwargs["form"] = type(self.form.__name__, (self.form,), {"request": request, "slug_from": self.slug_from})
        forms: type[SentRows] = super().get_formset(request, obj, **kwargs)
        return forms

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        """With what the rows name and cite, asked once for all of them."""
        rows: QuerySet[Record] = super().get_queryset(request)
        return rows.select_related(*single(self.model)).prefetch_related(*lists(self.model))

    def has_delete_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Archived here, deleted on their own pages if at all."""
        return False
