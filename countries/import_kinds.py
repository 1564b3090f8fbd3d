"""What tables may bring into the atlas: the kinds, with the columns of their downloads."""

from django.utils.translation import gettext_lazy as _

from countries.exports.record_columns import (
    AUTHORISATION_COLUMNS,
    DISEASE_COLUMNS,
    FUNDING_COLUMNS,
    INSTITUTION_COLUMNS,
    LABEL_COLUMNS,
    MEMBERSHIP_COLUMNS,
    MILESTONE_COLUMNS,
    OBSERVATION_COLUMNS,
    POSITION_COLUMNS,
)
from countries.exports.tables import STATEMENT_COLUMNS
from countries.models import (
    Authorisation,
    Disease,
    Funding,
    Institution,
    LabelEntry,
    Membership,
    Milestone,
    Observation,
    Position,
    Statement,
)
from gtlead.importing.kinds import ImportKind
from gtlead.sources.columns import SOURCE_COLUMNS
from gtlead.sources.models import Source

IMPORT_KINDS = {
    kind.name: kind
    for kind in (
        ImportKind("sources", _("Sources"), Source, SOURCE_COLUMNS, {"source": "slug"}, ("publisher", "title")),
        ImportKind(
            "statements",
            _("Statements"),
            Statement,
            STATEMENT_COLUMNS,
            {"statement": "slug", "in_comparison": "is_key"},
            ("country", "topic"),
        ),
        ImportKind(
            "authorisations",
            _("Authorisations"),
            Authorisation,
            AUTHORISATION_COLUMNS,
            {"authorisation": "slug"},
            ("therapy", "jurisdiction"),
            "register_number",
        ),
        ImportKind(
            "funding", _("Funding decisions"), Funding, FUNDING_COLUMNS, {"funding": "slug"}, ("therapy", "country")
        ),
        ImportKind(
            "labels",
            _("Indications and warnings of labels"),
            LabelEntry,
            LABEL_COLUMNS,
            {"label_entry": "slug"},
            ("authorisation", "kind", "date"),
        ),
        ImportKind(
            "positions",
            _("Positions on questions of ethics"),
            Position,
            POSITION_COLUMNS,
            {"position": "slug"},
            ("country", "question", "legal_kind"),
        ),
        ImportKind(
            "institutions", _("Institutions"), Institution, INSTITUTION_COLUMNS, {"institution": "slug"}, ("name",)
        ),
        ImportKind(
            "memberships",
            _("Validities of licences in countries"),
            Membership,
            MEMBERSHIP_COLUMNS,
            {"membership": "slug"},
            ("jurisdiction", "country"),
        ),
        ImportKind("diseases", _("Diseases"), Disease, DISEASE_COLUMNS, {"disease": "slug"}, ("name",)),
        ImportKind(
            "observations",
            _("Observations"),
            Observation,
            OBSERVATION_COLUMNS,
            {"observation": "slug"},
            ("country", "indicator", "year"),
        ),
        ImportKind(
            "milestones", _("Milestones"), Milestone, MILESTONE_COLUMNS, {"milestone": "slug"}, ("date", "title")
        ),
    )
}
