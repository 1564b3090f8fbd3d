"""Every module has its file of tests: one of its own name or its folder's, else the one that is named here."""

import tomllib
from pathlib import Path

import pytest

from tests.gtlead.test_architecture import MODULES, ROOT, Module

TESTS = ROOT / "tests"
# A module, or all modules of a folder, and the file of tests that asks most of it.
HELD_BY = {
    "gtlead.sources.lasting": "gtlead/test_sources.py",
    "countries.access.spans": "countries/test_spans.py",
    "countries.apps": "countries/test_models.py",
    "countries.charts.cards": "countries/test_sharing.py",
    "countries.dashboard": "gtlead/test_dashboard.py",
    "countries.domain.answers": "countries/test_queries.py",
    "countries.domain.disease_page": "countries/test_diseases.py",
    "countries.domain.elsewhere": "countries/test_queries.py",
    "countries.domain.figures": "countries/test_time_machine.py",
    "countries.domain.linked_data": "countries/test_sharing.py",
    "countries.domain.known_access": "countries/test_therapies.py",
    "countries.domain.looking": "countries/test_funding.py",
    "countries.domain.matrix": "countries/test_therapies.py",
    "countries.domain.pathways": "countries/test_authorisation.py",
    "countries.domain.questions": "countries/test_queries.py",
    "countries.domain.search_documents": "countries/test_search_entries.py",
    "countries.domain.search_index": "countries/test_queries.py",
    "countries.domain.shapes": "countries/test_funding.py",
    "countries.domain.spelling": "countries/test_queries.py",
    "countries.domain.supply": "countries/test_funding.py",
    "countries.domain.therapy_page": "countries/test_therapies.py",
    "countries.domain.therapy_sets": "countries/test_therapies.py",
    "countries.domain.therapy_words": "countries/test_therapies.py",
    "countries.filters.fields": "countries/test_time_machine.py",
    "countries.domain.trials": "countries/test_register_forms.py",
    "countries.filters.choices": "countries/test_country_list.py",
    "countries.filters.countries": "countries/test_country_list.py",
    "countries.filters.times": "countries/test_time_machine.py",
    "countries.filters.trials": "gtlead/test_parameters.py",
    "countries.exports.therapy_rows": "countries/test_therapies.py",
    "countries.finding": "countries/test_search_page.py",
    "countries.finding.answers": "countries/test_queries.py",
    "countries.forms": "countries/test_compare_page.py",
    "countries.management.commands.load_reference_data": "countries/test_reference_data.py",
    "countries.management.commands.rebuild_search": "countries/test_search_entries.py",
    "countries.management.commands.rebuild_spans": "countries/test_spans.py",
    "countries.finding.documents": "countries/test_search_entries.py",
    "countries.finding.entries": "countries/test_search_entries.py",
    "countries.finding.full_text": "countries/test_search_entries.py",
    "countries.models.search_entry": "countries/test_search_entries.py",
    "countries.management.commands.read_registers": "countries/test_registers.py",
    "countries.management.commands.check_quotes": "gtlead/test_quotations.py",
    "countries.registers.quoting": "gtlead/test_quotations.py",
    "countries.overview": "countries/test_overview.py",
    "countries.staff_reports": "countries/test_reports.py",
    "countries.staff_reports.forms": "countries/test_report_filters.py",
    "countries.templatetags.linked_data": "countries/test_sharing.py",
    "countries.templatetags.staff_reports": "countries/test_record_reports.py",
    "countries.urls": "gtlead/test_urls.py",
    "countries.views.about": "themes/test_pages.py",
    "countries.views.browse": "countries/test_profile.py",
    "countries.views.compare": "countries/test_compare_page.py",
    "countries.views.finding": "countries/test_search_page.py",
    "countries.views.home": "countries/test_overview.py",
    "countries.views.open_data": "gtlead/test_open_data.py",
    "countries.views.themes": "themes/test_pages.py",
    "countries.views.trials": "gtlead/test_parameters.py",
    "gtlead.apps": "gtlead/test_checks.py",
    "gtlead.accounts.doors": "gtlead/test_mail.py",
    "gtlead.accounts.invitations": "gtlead/test_mail.py",
    "gtlead.dashboard": "gtlead/test_dashboard.py",
    "gtlead.dashboard.digest": "gtlead/test_mail.py",
    "gtlead.management.commands.send_digest": "gtlead/test_mail.py",
    "gtlead.records.formats": "gtlead/test_zones.py",
    "gtlead.feedback": "gtlead/test_reporting.py",
    "gtlead.feedback.dashboard": "themes/test_dashboard.py",
    "gtlead.feedback.form_guard": "gtlead/test_abuse.py",
    "gtlead.feedback.near_duplicates": "gtlead/test_plain_text.py",
    "gtlead.history": "gtlead/test_changes.py",
    "gtlead.importing.undoing": "gtlead/test_discarding.py",
    "gtlead.history.beginning": "gtlead/test_trace.py",
    "gtlead.history.gone": "gtlead/test_versions.py",
    "gtlead.history.proof": "gtlead/test_trace.py",
    "gtlead.history.trace": "gtlead/test_trace.py",
    "gtlead.history.record_version": "gtlead/test_versions.py",
    "gtlead.link_check": "gtlead/test_links.py",
    "gtlead.publication.followers": "countries/test_spans.py",
    "gtlead.lists.admin_parameters": "gtlead/test_parameters.py",
    "gtlead.lists.refusing": "gtlead/test_parameters.py",
    "gtlead.models": "gtlead/test_migrations.py",
    "gtlead.records": "gtlead/test_rules.py",
    "gtlead.records.clock": "gtlead/test_editions.py",
    "gtlead.records.linked_admin": "countries/test_admin.py",
    "gtlead.records.querysets": "gtlead/test_publication.py",
    "gtlead.records.read_only_admin": "gtlead/test_editing.py",
    "gtlead.settings": "gtlead/test_environment.py",
    "gtlead.staff_reports": "countries/test_reports.py",
    "gtlead.lists.admin_lists": "countries/test_record_reports.py",
    "gtlead.templatetags.atlas": "gtlead/test_pages.py",
    "gtlead.templatetags.facets": "gtlead/test_templates.py",
    "gtlead.templatetags.frame": "gtlead/test_templates.py",
    "gtlead.wsgi": "gtlead/test_serving.py",
    "themes.apps": "themes/test_contribution_pages.py",
    "themes.columns": "gtlead/test_open_data.py",
    "themes.contributions": "themes/test_contribution_pages.py",
    "themes.contributions.dashboard": "themes/test_dashboard.py",
    "themes.contributions.filters": "themes/test_moderation.py",
    "themes.contributions.purging": "themes/test_moderation.py",
    "themes.contributions.queue": "themes/test_moderation.py",
    "themes.contributions.rules": "themes/test_moderation.py",
    "themes.contributions.statistics": "themes/test_moderation.py",
    "themes.management.commands.purge_contributions": "themes/test_moderation.py",
}
NAMED = [module for module in MODULES if not module.path.endswith("__init__.py")]


def named_alike(module: Module) -> Path | None:
    """The file named after the module, or after a folder it stands in, the innermost first."""
    app, *inner = module.name.split(".")
    paths = (TESTS / app / f"test_{name}.py" for name in reversed(inner))
    return next((path for path in paths if path.exists()), None)


def entry_of(module: Module) -> str | None:
    """The key of the list above that speaks of it: the longest."""
    keys = [key for key in HELD_BY if f"{module.name}.".startswith(f"{key}.")]
    return max(keys, key=len, default=None)


@pytest.mark.parametrize("module", NAMED, ids=lambda module: module.path)
def test_every_module_has_its_file_of_tests(module):
    assert entry_of(module) or named_alike(module), "name its file of tests in HELD_BY"


def test_list_names_files_that_are_there_and_only_modules_that_need_it():
    assert [path for path in HELD_BY.values() if not (TESTS / path).exists()] == []
    assert set(HELD_BY) - {entry_of(module) for module in NAMED} == set()


def test_every_mutation_of_make_mutate_can_still_be_made():
    mutations = tomllib.loads((TESTS / "mutations.toml").read_text(encoding="utf-8"))["mutation"]
    stale = [m["name"] for m in mutations if (ROOT / m["file"]).read_text(encoding="utf-8").count(m["before"]) != 1]
    assert stale == []
    assert [m["tests"] for m in mutations if not (ROOT / m["tests"]).exists()] == []
