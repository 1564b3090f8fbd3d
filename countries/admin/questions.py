"""Ethics questions, with the countries' positions beside the arguments."""

from django.contrib import admin

from countries.models import Position
from gtlead.records.linked_admin import Linked
from themes.admin import QuestionAdmin
from themes.models import Question

admin.site.unregister(Question)


@admin.register(Question)
class QuestionWithPositionsAdmin(QuestionAdmin):
    """The question as the app of themes knows it, and what countries say about its practice."""

    linked = [
        *QuestionAdmin.linked,
        Linked(Position, "question", ("country", "legal_class", "legal_kind", "state", "checked_on")),
    ]
