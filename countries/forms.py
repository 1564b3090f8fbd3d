"""What a reader may ask a comparison for."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from countries.domain.comparison import MAX_COUNTRIES
from countries.domain.figures import THEME_OF_FIGURES
from countries.filters.fields import DayField
from countries.models import Country
from gtlead.lists.filters import MOST_OPTIONS
from gtlead.lists.parameters import page_complaint, wrong_parameters
from gtlead.records.clock import PARAMETER
from themes.models import Theme, Topic

ONCE = ("differences", "notes", "on", PARAMETER)
SEVERAL = ("country", "theme", "topic")


class CompareForm(forms.Form):
    """Countries in the order of the address, themes and topics, what is left out or listed, the day, and the page."""

    country = forms.MultipleChoiceField(label=_("Countries"), required=False)
    theme = forms.MultipleChoiceField(label=_("Themes"), required=False)
    topic = forms.MultipleChoiceField(label=_("Topics"), required=False)
    differences = forms.ChoiceField(label=_("Only rows that differ"), required=False, choices=[("1", _("yes"))])
    notes = forms.ChoiceField(label=_("Sources as numbered notes"), required=False, choices=[("1", _("yes"))])
    on = DayField(label=_("As of the day"), required=False)

    def __init__(self, data: QueryDict, *, has_pages: bool = False) -> None:
        super().__init__(data)
        self.has_pages = has_pages
        self.countries = {country.slug: country for country in Country.objects.published()}
        self.themes = {theme.slug: theme for theme in Theme.objects.published()}
        self.topics = {topic.slug: topic for topic in Topic.objects.published().for_comparison([])}
        for name, records in (("country", self.countries), ("theme", self.themes), ("topic", self.topics)):
            self.fields[name].choices = [(slug, record.name) for slug, record in records.items()]  # type: ignore[attr-defined]

    def asked(self, name: str) -> list[str]:
        """The values that the address gives a parameter, known or not."""
        return self.data.getlist(name)  # type: ignore[attr-defined,no-any-return]

    @property
    def chosen_countries(self) -> list[str]:
        """What the address asks for, known or not."""
        return self.asked("country")

    @property
    def chosen_themes(self) -> list[str]:
        """The same for themes."""
        return self.asked("theme")

    @property
    def chosen_topics(self) -> list[str]:
        """The same for topics."""
        return self.asked("topic")

    @property
    def country_options(self) -> list[Country]:
        """The chosen countries in the order in which they were chosen, then the others."""
        first = [self.countries[slug] for slug in dict.fromkeys(self.chosen_countries) if slug in self.countries]
        return [*first, *(country for country in self.countries.values() if country not in first)]

    @property
    def has_many_countries(self) -> bool:
        """Whether a box for each is more than anybody reads."""
        return len(self.countries) > MOST_OPTIONS

    @property
    def topic_options(self) -> dict[Theme, list[Topic]]:
        """The topics under their themes."""
        found: dict[Theme, list[Topic]] = {}
        for topic in self.topics.values():
            found.setdefault(topic.theme, []).append(topic)
        return found

    @property
    def rows(self) -> list[Topic]:
        """The topics asked for by name or by theme; all if neither is asked for."""
        themes, topics = self.cleaned_data["theme"], self.cleaned_data["topic"]
        return [
            topic
            for topic in self.topics.values()
            if not (themes or topics) or topic.theme.slug in themes or topic.slug in topics
        ]

    @property
    def wants_figures(self) -> bool:
        """Whether the figures that belong to a theme are among the rows."""
        themes = self.cleaned_data["theme"]
        return THEME_OF_FIGURES in themes or not (themes or self.cleaned_data["topic"])

    @property
    def page(self) -> int:
        """Which page of the rows is asked for."""
        return int(self.data.get("page", 1))

    @property
    def wants_notes(self) -> bool:
        """Whether the sources are listed however many countries are compared."""
        return self.data.get("notes") == "1"

    def clean_country(self) -> list[Country]:
        """The countries, each once, in the order asked for."""
        slugs = list(dict.fromkeys(self.cleaned_data["country"]))
        if len(slugs) > MAX_COUNTRIES:
            raise forms.ValidationError(_("At most %(number)s countries."), params={"number": MAX_COUNTRIES})
        return [self.countries[slug] for slug in slugs]

    def clean(self) -> dict[str, object]:
        """Unknown parameters are errors, and so are several answers to one question."""
        once = (*ONCE, "page") if self.has_pages else ONCE
        errors = wrong_parameters(self.data, once, SEVERAL)  # type: ignore[arg-type]
        if "page" not in errors and (wrong := page_complaint(str(self.data.get("page", "1")))):
            errors["page"] = [wrong]
        for name, texts in errors.items():
            self.add_error(None, f"{name}: {' '.join(texts)}")
        return self.cleaned_data

    def error_texts(self) -> list[str]:
        """What is wrong, ready to be read."""
        return [str(text) for texts in self.errors.values() for text in texts]
