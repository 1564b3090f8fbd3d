"""The columns of the evidence as it is kept: a table for each kind of record."""

from collections.abc import Callable

from countries.domain.matrix import TherapyRow
from countries.domain.trials import YearRow
from countries.exports.tables import PROVENANCE
from countries.models import (
    Authorisation,
    Disease,
    Funding,
    Indicator,
    Institution,
    Jurisdiction,
    LabelEntry,
    LookThrough,
    Membership,
    Milestone,
    Observation,
    Position,
    Register,
    Therapy,
    Trial,
)
from countries.rows import Price
from gtlead.lists.tables import CellType, Column
from gtlead.records.choices import LegalClass, LegalKind

NOT_KNOWN = "not-known"
NONE = "none"
NOT_APPLICABLE = "not-applicable"


def end_of(authorisation: Authorisation) -> str:
    """When an authorisation ended: not applicable while it is in force."""
    in_force = authorisation.status in (Authorisation.Status.AUTHORISED, Authorisation.Status.CONDITIONAL)
    return NOT_APPLICABLE if in_force else authorisation.ended


def of_price(name: str) -> Callable[[Funding], object]:
    """A value that only a price has."""
    return lambda f: getattr(f, name) if f.price is not None else NOT_APPLICABLE


JURISDICTION_COLUMNS: tuple[Column[Jurisdiction], ...] = (
    Column("jurisdiction", "Lasting identifier.", lambda j: j.slug),
    Column("name", "Display name.", lambda j: j.name),
    Column("regulator", "Authority that grants marketing authorisations.", lambda j: j.regulator),
    Column("regulator_local", "Its name in the local language.", lambda j: j.regulator_local),
    Column("regulator_url", "Its site.", lambda j: j.regulator_url, CellType.ADDRESS),
)

MEMBERSHIP_COLUMNS: tuple[Column[Membership], ...] = (
    Column("membership", "Lasting identifier.", lambda m: m.slug),
    Column("country", "Country.", lambda m: m.country.slug, names="countries"),
    Column(
        "jurisdiction",
        "Jurisdiction whose authorisations are valid there.",
        lambda m: m.jurisdiction.slug,
        names="jurisdictions",
    ),
    Column("valid_from", "First day; empty: since ever.", lambda m: m.valid_from, CellType.DAY),
    Column("valid_until", "Last day; empty: still valid.", lambda m: m.valid_until, CellType.DAY),
    Column("converted", "Whether those in force became national.", lambda m: m.converted, CellType.YES_NO),
    Column("note", "Note.", lambda m: m.note),
    *PROVENANCE,
)

DISEASE_COLUMNS: tuple[Column[Disease], ...] = (
    Column("disease", "Lasting identifier, as in the address of the page.", lambda d: d.slug),
    Column("name", "Name in plain words.", lambda d: d.name),
    Column("medical_name", "Medical name, where it differs.", lambda d: d.medical_name),
    Column(
        "other_names",
        "Lay and former names, other spellings.",
        lambda d: d.other_names.splitlines(),
        CellType.LIST,
    ),
    Column("name_de", "Names in German, if read, parted by “; ”, the most usual first.", lambda d: d.name_de),
    Column("name_ja", "Names in Japanese, if read, parted by “; ”, the most usual first.", lambda d: d.name_ja),
    Column("name_ko", "Names in Korean, if read, parted by “; ”, the most usual first.", lambda d: d.name_ko),
    Column(
        "name_zh", "Names in Simplified Chinese, if read, parted by “; ”, the most usual first.", lambda d: d.name_zh
    ),
    Column("target", "Gene or cell target.", lambda d: d.target, missing=NOT_KNOWN),
    Column("orpha", "ORPHA code, if read.", lambda d: d.orpha),
    Column("icd10", "ICD-10 code, if read.", lambda d: d.icd10),
    Column("mondo", "MONDO code, if read.", lambda d: d.mondo),
    Column("area", "Field of medicine.", lambda d: d.area, choices=Disease.Area.values),
    Column("summary", "Plain summary.", lambda d: d.summary),
    Column(
        "therapies",
        "Gene therapies that point to it.",
        lambda d: [therapy.slug for therapy in d.therapies.all()],
        CellType.LIST,
    ),
    *PROVENANCE,
    Column("omim", "OMIM numbers, if read, parted by “, ”.", lambda d: d.omim),
)

# What the list of therapies does not show of a therapy.
THERAPY_DETAIL_COLUMNS: tuple[Column[TherapyRow], ...] = (
    Column("other_names", "Other names.", lambda r: r.therapy.other_names.splitlines(), CellType.LIST),
    Column(
        "disease_synonyms",
        "Other words for the disease.",
        lambda r: r.therapy.disease_synonyms.splitlines(),
        CellType.LIST,
    ),
    Column(
        "diseases",
        "Records of the diseases it treats.",
        lambda r: [disease.slug for disease in r.therapy.diseases.all()],
        CellType.LIST,
    ),
    Column("mechanism", "How it works, for specialists.", lambda r: r.therapy.mechanism),
)

AUTHORISATION_COLUMNS: tuple[Column[Authorisation], ...] = (
    Column("authorisation", "Lasting identifier.", lambda a: a.slug),
    Column("therapy", "Therapy.", lambda a: a.therapy.slug, names="therapies"),
    Column("jurisdiction", "Where it is valid.", lambda a: a.jurisdiction.slug, names="jurisdictions"),
    Column("date", "Day, month or year of the grant.", lambda a: a.date, CellType.PARTIAL_DATE, NOT_KNOWN),
    Column(
        "pathway",
        "Legal route.",
        lambda a: a.pathway,
        missing=NOT_KNOWN,
        choices=Authorisation.Pathway.values,
    ),
    Column("designations", "Expedited designations.", lambda a: a.designations.split(), CellType.LIST),
    Column("status", "How it stands now.", lambda a: a.status, choices=Authorisation.Status.values),
    Column("ended", "When it ended.", end_of, CellType.PARTIAL_DATE, NOT_KNOWN),
    Column("was_conditional", "Whether it began conditional.", lambda a: a.was_conditional, CellType.YES_NO),
    Column("converted", "When it was made unconditional.", lambda a: a.converted, CellType.PARTIAL_DATE),
    Column("indication", "Indication in short.", lambda a: a.indication, missing=NOT_KNOWN),
    Column("holder", "Holder.", lambda a: a.holder, missing=NOT_KNOWN),
    Column("register_url", "Official register.", lambda a: a.register_url, CellType.ADDRESS, NOT_KNOWN),
    Column("note", "Note.", lambda a: a.note),
    *PROVENANCE,
    Column("register_number", "Its number in the register.", lambda a: a.register_number, missing=NOT_KNOWN),
    Column(
        "supply",
        "Whether it can be had; empty where nobody looked.",
        lambda a: a.supply,
        choices=Authorisation.Supply.values,
    ),
    Column("supply_from", "On the market from.", lambda a: a.supply_from, CellType.PARTIAL_DATE),
    Column("supply_until", "On the market until.", lambda a: a.supply_until, CellType.PARTIAL_DATE),
)

LABEL_COLUMNS: tuple[Column[LabelEntry], ...] = (
    Column("label_entry", "Lasting identifier.", lambda e: e.slug),
    Column("authorisation", "Whose label it is.", lambda e: e.authorisation.slug, names="authorisations"),
    Column("kind", "What the label says.", lambda e: e.kind, choices=LabelEntry.Kind.values),
    Column("text", "What it is for, or what it warns of.", lambda e: e.text),
    Column("age", "Age of the patients, if the label or its source gives one.", lambda e: e.age),
    Column("line", "Line of treatment, likewise.", lambda e: e.line),
    Column("date", "Since when the label says so.", lambda e: e.date, CellType.PARTIAL_DATE, NOT_KNOWN),
    Column("ended", "Until when; empty: it still does.", lambda e: e.ended, CellType.PARTIAL_DATE),
    Column("outcome", "What became of it then.", lambda e: e.outcome, choices=LabelEntry.Outcome.values),
    *PROVENANCE,
)

FUNDING_COLUMNS: tuple[Column[Funding], ...] = (
    Column("funding", "Lasting identifier.", lambda f: f.slug),
    Column("therapy", "Therapy.", lambda f: f.therapy.slug, names="therapies"),
    Column("country", "Country.", lambda f: f.country.slug, names="countries"),
    Column("decision", "The public payer's answer.", lambda f: f.decision, choices=Funding.Decision.values),
    Column("payer", "Who decided or pays.", lambda f: f.payer, missing=NOT_KNOWN),
    Column("date", "Date of the decision.", lambda f: f.date, CellType.PARTIAL_DATE, NOT_KNOWN),
    Column("price", "Price as published, not converted.", lambda f: f.price, CellType.NUMBER, NOT_KNOWN),
    Column("currency", "ISO 4217 code.", of_price("currency"), missing=NOT_APPLICABLE),
    Column("price_year", "Year of the price.", of_price("price_year"), CellType.WHOLE, NOT_APPLICABLE),
    Column(
        "price_kind",
        "What sort of price it is.",
        of_price("price_kind"),
        missing=NOT_APPLICABLE,
        choices=Funding.PriceKind.values,
    ),
    Column(
        "payment_model",
        "How it is paid.",
        lambda f: f.payment_model,
        missing=NOT_KNOWN,
        choices=Funding.PaymentModel.values,
    ),
    Column("text", "The decision in a sentence.", lambda f: f.text),
    *PROVENANCE,
    Column("indication", "Patients, line and age that it is for.", lambda f: f.indication),
    Column("restrictions", "What it is restricted to.", lambda f: f.restrictions),
    Column("ended", "When it stopped to hold.", lambda f: f.ended, CellType.PARTIAL_DATE),
    Column("price_unit", "What the price buys.", lambda f: f.price_unit, choices=Funding.PriceUnit.values),
    Column("price_basis", "What one patient needs, from which the next is worked out.", lambda f: f.price_basis),
    Column(
        "price_per_patient",
        "Comparable price a patient, in the same currency.",
        lambda f: f.price_per_patient,
        CellType.NUMBER,
    ),
)

OF_A_PRICE = (
    "funding", "therapy", "country", "price", "currency", "price_year", "price_kind", "price_unit", "price_basis",
    "price_per_patient", "decision", "payer", "date", "sources", "source_standing", "checked_on",
)  # fmt: skip


def of_its_decision(column: Column[Funding]) -> Column[Price]:
    """The same column in a table of prices."""
    return Column(
        column.name, column.meaning, lambda price: column.value(price.decision), column.type, column.missing,
        column.choices, column.names,
    )  # fmt: skip


PRICE_COLUMNS: tuple[Column[Price], ...] = (
    *(of_its_decision(column) for name in OF_A_PRICE for column in FUNDING_COLUMNS if column.name == name),
    Column("converted_to", "ISO 4217 code of the currency of the next two.", lambda p: p.wanted),
    Column(
        "price_converted",
        "The price in it by the mean of the ECB's reference rates of the price's year, to three figures.",
        lambda p: p.amount,
        CellType.NUMBER,
        NOT_KNOWN,
    ),
    Column("price_per_patient_converted", "The comparable price likewise.", lambda p: p.a_patient, CellType.NUMBER),
)

TRIAL_COLUMNS: tuple[Column[Trial], ...] = (
    Column("trial", "Lasting identifier.", lambda t: t.slug),
    Column("number", "Number in the registry.", lambda t: t.number),
    Column("title", "Title, in the registry’s words.", lambda t: t.title),
    Column("phase", "Phase.", lambda t: t.phase, choices=Trial.Phase.values),
    Column("status", "Status in the registry on the day of “as of”.", lambda t: t.status, choices=Trial.Status.values),
    Column("modality", "Modality, if a word told it.", lambda t: t.modality, choices=Therapy.Modality.values),
    Column("conditions", "Conditions, in the registry’s words.", lambda t: t.conditions.splitlines(), CellType.LIST),
    Column(
        "diseases",
        "Diseases of the atlas that the conditions name.",
        lambda t: [disease.slug for disease in t.diseases.all()],
        CellType.LIST,
    ),
    Column(
        "therapies",
        "Therapies of the atlas that the interventions name.",
        lambda t: [therapy.slug for therapy in t.therapies.all()],
        CellType.LIST,
    ),
    Column(
        "countries",
        "Countries of the atlas with a site.",
        lambda t: [country.slug for country in t.countries.all()],
        CellType.LIST,
    ),
    Column("sponsor", "Lead sponsor.", lambda t: t.sponsor),
    Column("started", "Start.", lambda t: t.started, CellType.PARTIAL_DATE),
    Column("updated", "Last update in the registry.", lambda t: t.updated, CellType.PARTIAL_DATE),
    Column("url", "Entry in the registry.", lambda t: t.url, CellType.ADDRESS),
    Column("inclusion", "Why it is taken for a trial of gene therapy.", lambda t: t.inclusion),
    Column("as_of", "The day on which the registry said so.", lambda t: t.as_of, CellType.DAY),
)

TRIAL_YEAR_COLUMNS: tuple[Column[YearRow], ...] = (
    Column("country", "Country with a site.", lambda r: r.country.slug, names="countries"),
    Column("year", "Year in which the trials began.", lambda r: r.year, CellType.WHOLE),
    Column("trials", "Trials, each once in each country where it has a site.", lambda r: r.number, CellType.WHOLE),
)

REGISTER_COLUMNS: tuple[Column[Register], ...] = (
    Column("register", "Lasting identifier.", lambda r: r.slug),
    Column("name", "Name.", lambda r: r.name),
    Column("authority", "Whose register it is.", lambda r: r.authority),
    Column(
        "jurisdiction",
        "Whose authorisations it lists; empty for trials.",
        lambda r: r.jurisdiction.slug if r.jurisdiction else "",
    ),
    Column("address", "Address of the file; empty if an editor brings it.", lambda r: r.address, CellType.ADDRESS),
    Column("page", "Page for people.", lambda r: r.page, CellType.ADDRESS),
    Column("terms", "Terms of reuse, in our words.", lambda r: r.terms),
    Column("covers", "What it covers.", lambda r: r.covers),
    Column("every_days", "Read every so many days.", lambda r: r.every_days, CellType.WHOLE),
)

LOOK_THROUGH_COLUMNS: tuple[Column[LookThrough], ...] = (
    Column("look_through", "Lasting identifier.", lambda k: k.slug),
    Column("register", "Which register was read.", lambda k: k.register),
    Column(
        "jurisdiction",
        "Of whose authorisations it is; empty for a payer's register.",
        lambda k: k.jurisdiction.slug if k.jurisdiction else "",
        names="jurisdictions",
    ),
    Column(
        "country",
        "Of whose payer's decisions it is; empty for a register of authorisations.",
        lambda k: k.country.slug if k.country else "",
        names="countries",
    ),
    Column("as_of", "The day the register stood so.", lambda k: k.as_of, CellType.PARTIAL_DATE),
    Column(
        "therapies",
        "The therapies looked for; one without a record there was not found.",
        lambda k: [t.slug for t in k.therapies.all()],
        CellType.LIST,
    ),
    Column("looked_by", "By whom.", lambda k: k.looked_by),
    Column("note", "Note.", lambda k: k.note),
    *PROVENANCE,
    Column(
        "is_pending",
        "Whether an application was found there that waits for a decision.",
        lambda k: k.is_pending,
        CellType.YES_NO,
    ),
)

POSITION_COLUMNS: tuple[Column[Position], ...] = (
    Column("position", "Lasting identifier.", lambda p: p.slug),
    Column("country", "Country.", lambda p: p.country.slug, names="countries"),
    Column("question", "Question of ethics.", lambda p: p.question.slug, names="questions"),
    Column("legal_class", "Class of the rule.", lambda p: p.legal_class, choices=LegalClass.values),
    Column("legal_kind", "Whose voice it is.", lambda p: p.legal_kind, choices=LegalKind.values),
    Column("text", "What is said.", lambda p: p.text),
    Column("excerpt", "Quotation in the original language.", lambda p: p.excerpt),
    Column("excerpt_lang", "Language of the quotation.", lambda p: p.excerpt_lang),
    Column("excerpt_english", "Our English rendering.", lambda p: p.excerpt_english),
    Column("as_of", "Date the position stands for.", lambda p: p.as_of, CellType.PARTIAL_DATE, NOT_KNOWN),
    Column("note", "Note for readers.", lambda p: p.note),
    *PROVENANCE,
)

MILESTONE_COLUMNS: tuple[Column[Milestone], ...] = (
    Column("milestone", "Lasting identifier.", lambda m: m.slug),
    Column("date", "When it happened, as precisely as its source.", lambda m: m.date, CellType.PARTIAL_DATE),
    Column("countries", "Where it happened.", lambda m: [c.slug for c in m.countries.all()], CellType.LIST),
    Column("theme", "Theme.", lambda m: m.theme.slug, names="themes"),
    Column("title", "What happened.", lambda m: m.title),
    Column("detail", "More in a sentence.", lambda m: m.detail),
    *PROVENANCE,
)

INSTITUTION_COLUMNS: tuple[Column[Institution], ...] = (
    Column("institution", "Lasting identifier.", lambda i: i.slug),
    Column("country", "Country.", lambda i: i.country.slug, names="countries"),
    Column("name", "Name.", lambda i: i.name),
    Column("local_name", "Name in the local language, if read.", lambda i: i.local_name),
    Column("kind", "What sort of body.", lambda i: i.kind, choices=Institution.Kind.values),
    Column("city", "City.", lambda i: i.city, missing=NOT_KNOWN),
    Column("role", "What it did in gene therapy.", lambda i: i.role),
    Column("url", "Its site.", lambda i: i.url, CellType.ADDRESS, NOT_KNOWN),
    *PROVENANCE,
)

INDICATOR_COLUMNS: tuple[Column[Indicator], ...] = (
    Column("indicator", "Lasting identifier.", lambda i: i.slug),
    Column("theme", "Theme.", lambda i: i.theme.slug, names="themes"),
    Column("name", "Display name.", lambda i: i.name),
    Column("unit", "What the numbers are in.", lambda i: i.unit_note),
    Column("definition", "What it counts, and what must not be compared.", lambda i: i.definition),
)

OBSERVATION_COLUMNS: tuple[Column[Observation], ...] = (
    Column("observation", "Lasting identifier.", lambda o: o.slug),
    Column("indicator", "Indicator.", lambda o: o.indicator.slug, names="indicators"),
    Column("country", "Country.", lambda o: o.country.slug, names="countries"),
    Column("year", "Year the number stands for.", lambda o: o.year, CellType.WHOLE),
    Column("value", "The number as published.", lambda o: o.value, CellType.NUMBER),
    Column("unit", "Its unit.", lambda o: o.unit),
    Column("definition", "Exactly what was counted, by whom.", lambda o: o.definition),
    Column("note", "Note for readers.", lambda o: o.note),
    *PROVENANCE,
)
