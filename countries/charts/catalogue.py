"""All charts: what each is called, may be asked for, shows, says, lists and looks like."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from countries.access import known_on, turns_until
from countries.charts import columns as listed
from countries.charts import data as shown
from countries.charts import headlines, words
from countries.charts.filters import matrix_chart_filter, therapy_chart_filter, timeline_chart_filter
from countries.charts.specs import access_lag, access_matrix, authorisations, milestones, modalities, world
from countries.charts.specs.frame import Canvas, Frame


@dataclass(frozen=True)
class Chart[Filters, Row]:
    """One chart; `note` says how it counts (`notes` where a reader chose what cells hold), in the picture too.

    `facts` says of some rows which records each rests on.
    """

    name: str
    title: listed.Words
    note: listed.Words
    filterset: Callable[[QueryDict], Filters]
    data: Callable[[Filters], shown.ChartData[Row]]
    headline: Callable[[shown.ChartData[Row]], str]
    description: Callable[[shown.ChartData[Row]], str]
    columns: Callable[[shown.ChartData[Row]], Sequence[listed.ChartColumn[Row]]]
    facts: Callable[[Filters, Sequence[Row]], listed.Facts[Row]]
    spec: Callable[[shown.ChartData[Row], Frame], Canvas]
    notes: Mapping[str, listed.Words] = field(default_factory=dict)


type AnyChart = Chart[Any, Any]  # whatever it may be asked for and shows

CHARTS: dict[str, AnyChart] = {
    chart.name: chart
    for chart in (
        Chart(
            name="authorisations",
            title=_("Authorised gene therapies over time"),
            note=_(
                "Gene therapies authorised on each day, with or without conditions. Authorisations of the "
                "European Union count in Germany and, until the end of 2020, in the United Kingdom."
            ),
            filterset=therapy_chart_filter,
            data=lambda f: shown.authorisation_steps(f.found, f.drawn, f.day, turns_until(f.day), f.memberships),
            headline=headlines.authorisations_headline,
            description=words.authorisations_description,
            columns=lambda _data: listed.AUTHORISATIONS,
            facts=lambda f, rows: partial(shown.facts_of_step, f.records_of(rows)),
            spec=authorisations.spec,
        ),
        Chart(
            name="map",
            title=_("Where the countries of the atlas are"),
            note=_(
                "Number of gene therapies authorised in each country on the day. The outline shows land, not borders."
            ),
            filterset=therapy_chart_filter,
            data=lambda f: shown.places(f.found, f.drawn, f.day, known_on(f.day)),
            headline=headlines.map_headline,
            description=words.map_description,
            columns=lambda _data: listed.PLACES,
            facts=lambda f, rows: partial(shown.facts_of_authorised, f.records_of(rows)),
            spec=world.spec,
        ),
        Chart(
            name="modalities",
            title=_("Kinds of gene therapy by country"),
            note=_("Gene therapies authorised on the day, by how genetic material reaches the patient’s cells."),
            filterset=therapy_chart_filter,
            data=lambda f: shown.modalities(f.found, f.drawn, f.day, f.in_order()),
            headline=headlines.modality_headline,
            description=words.modality_description,
            columns=lambda _data: listed.MODALITIES,
            facts=lambda f, rows: partial(shown.facts_of_authorised, f.records_of(rows)),
            spec=modalities.spec,
        ),
        Chart(
            name="access-lag",
            title=_("Months between the first authorisation and each country’s own"),
            note=_(
                "Each dot is a gene therapy: complete months from its first authorisation in any of these countries "
                "to the country’s own; not how long patients wait. Those not found or not looked up are counted apart."
            ),
            filterset=therapy_chart_filter,
            data=lambda f: shown.access_lags(f.found, f.drawn, f.day),
            headline=headlines.lag_headline,
            description=words.lag_description,
            columns=lambda _data: listed.LAGS,
            facts=lambda f, rows: partial(shown.facts_of_lag, f.records_of(rows, with_firsts=True)),
            spec=access_lag.spec,
        ),
        Chart(
            name="milestones",
            title=_("Milestones and authorisations"),
            note=_(
                "One mark for each event in our file, in the column of its year. “First”: the first gene therapy "
                "authorised."
            ),
            filterset=timeline_chart_filter,
            data=lambda f: shown.milestones(f.found, f.drawn, f.day, f.detailed),
            headline=headlines.milestones_headline,
            description=words.milestones_description,
            columns=lambda _data: listed.EVENTS,
            facts=lambda _f, _rows: shown.facts_of_event,
            spec=milestones.spec,
        ),
        Chart(
            name="access-matrix",
            title=_("Therapies by countries"),
            note=_(
                "Year of the first authorisation in each country. Dashed frame: under conditions; “ended” or "
                "“–2020”: withdrawn, revoked or expired then; “?”: not known that day; “no”: looked for, not "
                "found; “–”: not looked up."
            ),
            filterset=matrix_chart_filter,
            data=lambda f: shown.access_matrix(f.lines, f.drawn, f.day, f.form.cleaned_data["show"], f.of_drawn),
            headline=headlines.matrix_headline,
            description=words.matrix_description,
            columns=listed.matrix_columns,
            facts=lambda _f, _rows: shown.facts_of_matrix_row,
            spec=access_matrix.spec,
            notes={
                "lag": _(
                    "Complete months from the first authorisation in any country of the atlas. Dashed frame: under "
                    "conditions; “first”: nothing came earlier; “?”: not known; “no”: looked for, not found; “–”: not "
                    "looked up."
                )
            },
        ),
    )
}
