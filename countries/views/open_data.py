"""Open data: the page, the archive, and every public table by itself."""

from dataclasses import replace

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import condition

from countries.exports.open_data import TABLES, TABLES_BY_NAME
from gtlead.lists.tables import csv_response, json_response
from gtlead.publication.content_version import current_version, public_since
from gtlead.publication.file_cache import edition_tag, kept_file
from gtlead.publication.open_data import DATA_LICENCE, AnyTable, DatedContent, write_archive
from gtlead.records.clock import current_edition


def edition_of(request: HttpRequest) -> DatedContent:
    """The state of the content that this request sees."""
    site = request.build_absolute_uri("/")
    if old := current_edition():
        return DatedContent(current_version(), old.change, site, dated=replace(old, moment=old.change).written)
    return DatedContent(current_version(), public_since(request), site)


def data_page(request: HttpRequest) -> TemplateResponse:
    """What can be downloaded, what each column means, the licence, how to cite."""
    context = {"tables": TABLES, "edition": edition_of(request), "licence": DATA_LICENCE}
    return TemplateResponse(request, "data/data_page.html", context)


def zip_etag(_request: HttpRequest) -> str:
    """What the archive is a function of."""
    return f'W/"{edition_tag()}"'


@condition(etag_func=zip_etag)
def data_zip(request: HttpRequest) -> FileResponse:
    """Every public table in one archive, built once for each content version and day."""
    edition = edition_of(request)
    path = kept_file(f"gtlead-{request.get_host().replace(':', '-')}", lambda f: write_archive(f, TABLES, edition))
    name = f"gtlead-{edition.made_at:%Y-%m-%d}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


def table_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """One table as CSV."""
    table = table_or_404(name)
    return csv_response(table.name, table.columns, table.rows())


def table_json(request: HttpRequest, name: str) -> HttpResponse:
    """The same rows as JSON."""
    table = table_or_404(name)
    return json_response(table.columns, table.rows(), licence=DATA_LICENCE["name"])


def table_or_404(name: str) -> AnyTable:
    """A public table by its name."""
    if name not in TABLES_BY_NAME:
        raise Http404
    return TABLES_BY_NAME[name]
