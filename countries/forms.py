"""What a reader may ask a comparison for."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from countries.domain.comparison import MAX_COUNTRIES
from countries.filters.fields import DayField
from countries.models import Country
from gtlead.lists.parameters import wrong_parameters
from gtlead.records.clock import PARAMETER
from themes.models import Theme

ONCE = ("differences", "on", PARAMETER)
SEVERAL = ("country", "theme")


class CompareForm(forms.Form):
    """Countries in the order of the address, themes, whether equal rows are left out, and the day."""

    country = forms.MultipleChoiceField(label=_("Countries"), required=False)
    theme = forms.MultipleChoiceField(label=_("Themes"), required=False)
    differences = forms.ChoiceField(label=_("Only rows that differ"), required=False, choices=[("1", _("yes"))])
    on = DayField(label=_("As of the day"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.countries = {country.slug: country for country in Country.objects.published()}
        self.themes = {theme.slug: theme for theme in Theme.objects.published()}
        self.fields["country"].choices = [(slug, country.name) for slug, country in self.countries.items()]  # type: ignore[attr-defined]
        self.fields["theme"].choices = [(slug, theme.name) for slug, theme in self.themes.items()]  # type: ignore[attr-defined]

    @property
    def chosen_countries(self) -> list[str]:
        """What the address asks for, known or not."""
        return self.data.getlist("country")  # type: ignore[attr-defined]

    @property
    def chosen_themes(self) -> list[str]:
        """The same for themes."""
        return self.data.getlist("theme")  # type: ignore[attr-defined]

    def clean_country(self) -> list[Country]:
        """The countries, each once, in the order asked for."""
        slugs = list(dict.fromkeys(self.cleaned_data["country"]))
        if len(slugs) > MAX_COUNTRIES:
            raise forms.ValidationError(_("At most %(number)s countries."), params={"number": MAX_COUNTRIES})
        return [self.countries[slug] for slug in slugs]

    def clean(self) -> dict[str, Any]:
        """Unknown parameters are errors, and so are several answers to one question."""
        for name, texts in wrong_parameters(self.data, ONCE, SEVERAL).items():  # type: ignore[arg-type]
            self.add_error(None, f"{name}: {' '.join(texts)}")
        return self.cleaned_data

    def error_texts(self) -> list[str]:
        """What is wrong, ready to be read."""
        return [str(text) for texts in self.errors.values() for text in texts]
