"""One small named world that is public, and beside it everything that must never be."""

from types import SimpleNamespace
from typing import Any

from gtlead.records.choices import State
from tests import builders as a
from themes.contributions import moderation

UNPUBLISHED = (State.DRAFT, State.IN_REVIEW, State.ARCHIVED)


def public_world() -> SimpleNamespace:
    """Four countries, two themes, five therapies, a question, and facts of every kind, all published."""
    world = SimpleNamespace()
    world.regulation = a.a_theme(slug="regulation", name="Regulation", position=1)
    world.access = a.a_theme(slug="accessibility", name="Accessibility", position=2)
    world.pathway = a.a_topic(slug="pathway", name="Fast pathway", theme=world.regulation, position=1)
    world.follow_up = a.a_topic(slug="follow-up", name="Follow-up", theme=world.regulation, position=2)
    world.payer = a.a_topic(slug="payer", name="Who pays", theme=world.access, position=1)
    add_countries(world)
    add_therapies(world)
    add_statements(world)
    world.question = a.a_question(slug="embryos", title="Should embryos be edited?")
    world.argument = world.question.arguments.get(stance="for")
    a.an_argument(question=world.question, stance="conditional")
    a.a_position(slug="japan-embryos", country=world.japan, question=world.question)
    a.a_position(country=world.korea, question=world.question, legal_kind="official-advice")
    world.disease = a.a_disease(slug="blindness", name="Blindness", name_ja="失明", orpha="586")
    world.beta.diseases.add(world.disease)
    a.a_disease(slug="hidden-need", name="Hidden need")
    world.term = a.a_term(slug="aav", term="AAV", synonyms="adeno-associated virus", sources=[a.a_source()])
    world.milestone = a.a_milestone(countries=[world.japan, world.korea], theme=world.regulation, date="2014-11")
    a.a_milestone(countries=[world.germany], theme=world.access, date="1999")
    a.an_institution(country=world.japan, url="https://example.org/institute")
    a.an_institution(country=world.japan, kind="company")
    world.indicator = a.an_indicator(slug="trials", theme=world.regulation)
    world.picture = a.a_picture(slug="clean-room", alt="Two people in a clean room", caption="A clean room in Kobe")
    for record in (world.japan, world.alpha, world.regulation):
        record.picture = world.picture
        record.save()
    for year in (2022, 2023, 2024):
        a.an_observation(indicator=world.indicator, country=world.japan, year=year, value=year - 2000)
        a.an_observation(indicator=world.indicator, country=world.korea, year=year, value=3)
    return world


def world_with_secrets() -> SimpleNamespace:
    """The public world and, as `secrets`, what nobody may see."""
    world = public_world()
    world.secrets = add_secrets(world)
    return world


def world_of_readers() -> SimpleNamespace:
    """The public world, one contribution that is public, and what readers wrote that nobody may see."""
    world = public_world()
    world.moderator = a.a_moderator()
    world.public = a.a_contribution(question=world.question, text="An approved opinion.", state="approved")
    add_hidden_contributions(world)
    return world


def add_hidden_contributions(world: SimpleNamespace) -> None:
    """One in every state but approved, on the question and on an argument, and approved ones on what is not public."""
    fields = {"text": "Clandestine words of a reader", "display_name": "Clandestine name"}
    draft = a.an_argument(question=world.question, state=State.DRAFT)
    for argument in (None, world.argument):
        about = {"question": world.question, "argument": argument, **fields}
        a.a_contribution(**about)
        a.a_contribution(suspicion="Clandestine trap", **about)
        a.a_contribution(proposed_reason="hostile", **about)
        a.a_contribution(state="refused", reason="insult", **about)
    a.a_contribution(question=world.question, argument=draft, state="approved", **fields)
    a.a_contribution(question=a.a_question(state=State.ARCHIVED), state="approved", **fields)
    report = {"text": "Clandestine report", "source_url": "https://clandestine.example/", "answer": "Clandestine"}
    a.a_fact_report(fact=world.statement, **report)
    a.a_contribution(
        question=world.question, state="approved", code_hash=moderation.form_guard.code_hash("CODE"), **fields
    )
    moderation.withdraw(code="CODE")


def add_countries(world: SimpleNamespace) -> None:
    """Japan, South Korea, Germany under the European Union, and the United Kingdom that left it."""
    world.japan = a.a_country(slug="japan", name="Japan", iso2="JP", iso3="JPN", region="east-asia", position=5)
    world.korea = a.a_country(
        slug="south-korea", name="South Korea", iso2="KR", iso3="KOR", region="east-asia", position=6
    )
    world.germany = a.a_country(slug="germany", name="Germany", iso2="DE", iso3="DEU", position=4)
    world.britain = a.a_country(slug="united-kingdom", name="United Kingdom", iso2="GB", iso3="GBR", position=3)
    world.jp = a.a_jurisdiction(slug="jp", code="JP", regulator_local="厚生労働省", regulator_lang="ja")
    world.kr = a.a_jurisdiction(slug="kr", code="KR")
    world.eu = a.a_jurisdiction(slug="eu", code="EU")
    world.uk = a.a_jurisdiction(slug="uk", code="UK")
    a.a_membership(country=world.japan, jurisdiction=world.jp)
    a.a_membership(country=world.korea, jurisdiction=world.kr)
    a.a_membership(country=world.germany, jurisdiction=world.eu)
    a.a_membership(country=world.britain, jurisdiction=world.eu, valid_until="2020-12-31", converted=True, note="Left.")
    a.a_membership(country=world.britain, jurisdiction=world.uk, valid_from="2021-01-01")


def add_therapies(world: SimpleNamespace) -> None:
    """Authorised here and there, conditional, withdrawn, paid for and not."""
    world.alpha = a.a_therapy(slug="alpha", brand="Alpha", modality="car-t")
    world.beta = a.a_therapy(slug="beta", brand="Beta", modality="aav-in-vivo", disease_area="ophthalmology")
    world.gamma = a.a_therapy(slug="gamma", brand="Gamma", modality="oncolytic-virus", disease_area="solid-tumour")
    world.delta = a.a_therapy(slug="delta", brand="Delta", borderline=True, borderline_reason="No vector.")
    world.epsilon = a.a_therapy(slug="epsilon", brand="Epsilon", modality="aav-in-vivo")
    for therapy, places in (("alpha", "jp kr eu"), ("beta", "jp eu"), ("epsilon", "kr"), ("delta", "uk")):
        for place in places.split():
            a.an_authorisation(
                slug=f"{therapy}-{place}",
                therapy=getattr(world, therapy),
                jurisdiction=getattr(world, place),
                date="2019-03" if place == "eu" else "2021-06-11",
            )
    world.licence = world.alpha.authorisations.get(slug="alpha-jp")
    a.a_label_entry(slug="alpha-use", authorisation=world.licence, date="2021")
    a.an_authorisation(therapy=world.gamma, jurisdiction=world.jp, date="2015", status="conditional")
    a.an_authorisation(
        therapy=world.epsilon, jurisdiction=world.eu, date="2012-10-25", status="expired", ended="2017-10-28"
    )
    a.a_look_through(slug="korean-register", jurisdiction=world.kr, therapies=[world.beta, world.gamma])
    world.registry = a.a_register(
        slug="registry", name="Registry of trials", form="clinicaltrials-gov", jurisdiction=None
    )
    a.a_trial(
        number="NCT00000001", title="Alpha in children", phase="3", register=world.registry, therapies=[world.alpha],
        countries=[world.japan, world.korea], modality="car-t", sponsor="Sample sponsor", conditions="Leukaemia",
    )  # fmt: skip
    a.a_look_through(slug="german-payer", country=world.germany, therapies=[world.alpha])
    a.a_funding(slug="alpha-japan", therapy=world.alpha, country=world.japan)
    a.a_funding(
        therapy=world.beta,
        country=world.germany,
        price="1945000.00",
        currency="EUR",
        price_year=2024,
        price_kind="list",
        date="2024-02",
    )


def add_statements(world: SimpleNamespace) -> None:
    """Known, none, not known; a legal class with its excerpt; a claim with its verdict."""
    law = a.a_source(slug="act", title="再生医療等の安全性の確保等に関する法律", language="ja", kind="law")
    world.statement = a.a_statement(
        slug="japan-pathway-1",
        country=world.japan,
        topic=world.pathway,
        is_key=True,
        value="Time-limited approval",
        as_of="2014-11",
        legal_class="permitted-with-conditions",
        legal_kind="law",
        excerpt="条件及び期限",
        excerpt_lang="ja",
        excerpt_english="conditions and term",
        sources=[law, a.a_source(standing="secondary")],
    )
    a.a_statement(country=world.korea, topic=world.pathway, is_key=True, value="Fast track", as_of="2020")
    a.a_statement(country=world.germany, topic=world.pathway, is_key=True, answer="none", as_of="2025")
    a.a_statement(country=world.japan, topic=world.payer, is_key=True, value="National insurance")
    a.a_statement(country=world.korea, topic=world.payer, is_key=True, value="National insurance.")
    a.a_statement(country=world.korea, topic=world.follow_up, is_key=True, answer="not-known", as_of="", sources=[])
    a.a_statement(country=world.japan, topic=world.payer, claim="It pays quickly", verdict="qualified")


def secret(builder: Any, number: int, **values: Any) -> Any:
    """A record whose every free text says that it is secret."""
    fields = builder_fields(builder)
    words = {
        name: "https://clandestine.example/" + str(number) if name.endswith("url") else f"Clandestine {name} {number}"
        for name in fields
        if name not in values
    }
    return builder(**({"slug": f"clandestine-{builder.__name__.replace('_', '-')}-{number}"} | words | values))


def builder_fields(builder: Any) -> tuple[str, ...]:
    """The texts that a builder's records show to readers."""
    return {
        "a_source": ("title", "publisher", "url", "note"),
        "a_quotation": ("text", "locator"),
        "a_picture": ("alt", "caption", "credit", "source_url"),
        "a_theme": ("name", "question", "introduction"),
        "a_topic": ("name", "question"),
        "a_question": ("title", "practice", "summary"),
        "an_argument": ("title", "text"),
        "a_term": ("term", "definition", "synonyms"),
        "a_country": ("name", "official_name", "leads_in", "summary", "scope_note"),
        "a_jurisdiction": ("name", "regulator", "regulator_local", "regulator_url"),
        "a_membership": ("note",),
        "a_disease": ("name", "medical_name", "other_names", "name_ja", "target", "summary"),
        "a_therapy": ("brand", "inn", "developer", "disease", "summary", "mechanism", "first", "target"),
        "an_authorisation": ("indication", "holder", "note"),
        "a_funding": ("payer", "text", "indication", "restrictions", "price_basis"),
        "a_label_entry": ("text", "age", "line"),
        "a_look_through": ("register", "looked_by", "note"),
        "a_register": ("name", "authority", "page", "terms", "covers"),
        "a_trial": ("title", "sponsor", "conditions", "inclusion"),
        "a_statement": ("value", "text", "note"),
        "a_position": ("text", "note"),
        "a_milestone": ("title", "detail"),
        "an_institution": ("name", "local_name", "city", "role", "url"),
        "an_indicator": ("name", "unit_note", "definition"),
        "an_observation": ("unit", "definition", "note"),
    }[builder.__name__]


def add_secrets(world: SimpleNamespace) -> list[Any]:
    """Records of every kind that nobody may see, each for its own reason, tied to what is public."""
    records = []
    for number, state in enumerate(UNPUBLISHED):
        records += unpublished_records(world, number, state)
    records += under_unpublished_parents(world)
    records += without_public_sources(world)
    return records


def unpublished_records(world: SimpleNamespace, number: int, state: str) -> list[Any]:
    """One of each kind in a state that is not public, under public parents."""
    japan, korea = world.japan, world.korea
    source = secret(a.a_source, number, state=state)
    world.statement.sources.add(source)
    japan.sources.add(source)
    country = secret(a.a_country, number, state=state)
    world.milestone.countries.add(country)
    argument = secret(a.an_argument, number, state=state, question=world.question)
    jurisdiction = secret(a.a_jurisdiction, number, state=state)
    secret(a.a_membership, number, country=japan, jurisdiction=jurisdiction)
    neighbour = (world.kr, world.eu, world.uk)[number]
    theme = secret(a.a_theme, number, state=state)
    day = f"20{10 + number}-01"
    claim = {"claim": "Clandestine claim", "verdict": "backed"}
    return [
        source,
        country,
        argument,
        jurisdiction,
        secret(a.a_membership, 10 + number, state=state, country=japan, jurisdiction=neighbour),
        theme,
        unpublished_picture(world, number, state),
        secret(a.a_topic, number, state=state, theme=world.regulation),
        secret(a.a_question, number, state=state),
        secret(a.a_term, number, state=state),
        secret(a.a_disease, number, state=state),
        secret(
            a.a_therapy,
            number,
            state=state,
            modality="plasmid",
            borderline=True,
            borderline_reason="Clandestine",
        ),
        secret(a.an_authorisation, number, state=state, therapy=world.beta, jurisdiction=world.kr, date=day),
        secret(a.a_funding, number, state=state, therapy=world.gamma, country=japan),
        secret(a.a_quotation, number, state=state, source=source),
        secret(a.a_label_entry, number, state=state, authorisation=world.licence),
        secret(a.a_look_through, number, state=state, jurisdiction=world.kr, therapies=[world.gamma]),
        secret(a.a_register, number, state=state, jurisdiction=world.kr),
        secret(a.a_trial, number, state=state, register=world.registry, countries=[japan], therapies=[world.alpha]),
        secret(a.a_statement, number, state=state, country=japan, topic=world.payer, **claim),
        secret(
            a.a_position,
            number,
            state=state,
            country=world.germany,
            question=world.question,
            legal_kind=("law", "official-advice", "opinion-survey")[number],
        ),
        secret(a.a_milestone, number, state=state, countries=[japan, korea], theme=world.regulation),
        secret(a.an_institution, number, state=state, country=japan),
        secret(a.an_indicator, number, state=state, theme=world.regulation),
        secret(a.an_observation, number, state=state, indicator=world.indicator, country=world.germany),
    ]


def unpublished_picture(world: SimpleNamespace, number: int, state: str) -> Any:
    """On a page that had none before, a country, a therapy or a theme."""
    picture = secret(a.a_picture, number, state=state)
    owner = (world.korea, world.beta, world.access)[number]
    owner.picture = picture
    owner.save()
    return picture


def under_unpublished_parents(world: SimpleNamespace) -> list[Any]:
    """Published themselves, but about or under something that is not."""
    state = State.DRAFT
    country = secret(a.a_country, 10, state=state)
    theme = secret(a.a_theme, 10, state=state)
    topic = secret(a.a_topic, 10, theme=theme)
    hidden_topic = secret(a.a_topic, 11, theme=world.regulation, state=state)
    question = secret(a.a_question, 10, state=state)
    one_sided = secret(a.a_question, 11, sides=("for", "conditional"))
    therapy = secret(a.a_therapy, 10, state=state, modality="plasmid")
    jurisdiction = secret(a.a_jurisdiction, 10, state=state)
    licence = secret(a.an_authorisation, 12, therapy=world.alpha, jurisdiction=world.uk, state=state)
    indicator = secret(a.an_indicator, 10, theme=theme)
    hidden_indicator = secret(a.an_indicator, 11, theme=world.regulation, state=state)
    a.a_membership(country=country, jurisdiction=world.jp, note="Clandestine membership")
    a.a_membership(country=world.germany, jurisdiction=jurisdiction, note="Clandestine membership")
    return [
        one_sided,
        topic,
        indicator,
        secret(a.a_statement, 10, country=country, topic=world.pathway, is_key=True),
        secret(a.a_statement, 11, country=world.germany, topic=topic, is_key=True),
        secret(a.a_statement, 12, country=world.germany, topic=hidden_topic, is_key=True),
        secret(a.a_position, 10, country=country, question=world.question),
        secret(a.a_position, 11, country=world.britain, question=question),
        secret(a.a_position, 12, country=world.britain, question=one_sided),
        secret(a.an_argument, 10, question=question),
        secret(a.an_argument, 11, question=one_sided),
        secret(a.an_authorisation, 10, therapy=therapy, jurisdiction=world.jp),
        secret(a.an_authorisation, 11, therapy=world.alpha, jurisdiction=jurisdiction),
        secret(a.a_funding, 10, therapy=therapy, country=world.japan),
        secret(a.a_funding, 11, therapy=world.alpha, country=country),
        secret(a.a_label_entry, 10, authorisation=licence),
        secret(a.a_look_through, 10, country=country, therapies=[world.alpha]),
        secret(a.a_look_through, 11, jurisdiction=jurisdiction, therapies=[world.alpha]),
        secret(a.a_milestone, 10, countries=[country], theme=world.regulation),
        secret(a.a_milestone, 11, countries=[world.japan], theme=theme),
        secret(a.an_institution, 10, country=country),
        secret(a.an_observation, 10, indicator=world.indicator, country=country),
        secret(a.an_observation, 11, indicator=indicator, country=world.japan),
        secret(a.an_observation, 12, indicator=hidden_indicator, country=world.japan),
    ]


def without_public_sources(world: SimpleNamespace) -> list[Any]:
    """Published, under published parents, but nothing that the public may see carries them."""
    hidden = [secret(a.a_source, 20, state=State.IN_REVIEW)]
    records = []
    for number, sources in ((20, []), (21, hidden)):
        country = secret(a.a_country, number, sources=sources)
        therapy = secret(a.a_therapy, number, sources=sources, modality="plasmid")
        argument = secret(a.an_argument, number, sources=sources, question=world.question, stance="against")
        records += [
            country,
            therapy,
            argument,
            secret(
                a.an_authorisation,
                number,
                sources=sources,
                therapy=world.gamma,
                jurisdiction=world.eu,
                date=f"20{number}",
            ),
            secret(a.a_funding, number, sources=sources, therapy=world.epsilon, country=world.korea),
            secret(a.a_label_entry, number, sources=sources, authorisation=world.licence),
            secret(a.a_look_through, number, sources=sources, country=world.korea, therapies=[world.epsilon]),
            secret(a.a_statement, number, sources=sources, country=world.britain, topic=world.payer),
            secret(
                a.a_position,
                number,
                sources=sources,
                country=world.britain,
                question=world.question,
                legal_kind=("law", "official-advice")[number - 20],
            ),
            secret(a.a_milestone, number, sources=sources, countries=[world.japan], theme=world.access),
            secret(a.an_institution, number, sources=sources, country=world.germany),
            secret(a.a_disease, number, sources=sources),
            secret(a.an_observation, number, sources=sources, indicator=world.indicator, country=world.britain),
        ]
        # Facts that are sourced themselves, but about what is not.
        records += [
            secret(a.a_statement, number + 10, country=country, topic=world.pathway),
            secret(a.an_authorisation, number + 10, therapy=therapy, jurisdiction=world.jp),
            secret(a.a_funding, number + 10, therapy=therapy, country=world.japan),
            secret(a.a_milestone, number + 10, countries=[country], theme=world.access),
        ]
    world.argument.counter = records[2]
    world.argument.save()
    return records
