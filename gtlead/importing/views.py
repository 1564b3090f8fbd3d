"""The pages of the import: choose a file, see what it would do, confirm."""

from collections.abc import Mapping

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gtlead.importing import jobs
from gtlead.importing.dry_run import CHANGED, NEW, REFUSED
from gtlead.importing.kinds import ImportKind
from gtlead.importing.mapping import guessed
from gtlead.importing.models import ColumnMapping, ImportJob, ImportRow
from gtlead.importing.undoing import begin_undoing
from gtlead.importing.workbooks import UnreadableError
from gtlead.lists.parameters import takes
from gtlead.lists.tables import Column, csv_response
from gtlead.review.models import LONGEST_REASON
from gtlead.review.once import AlreadySubmittedError, once
from gtlead.review.seen import fresh_mark

Kinds = Mapping[str, ImportKind]
may_import = permission_required("gtlead.add_source", raise_exception=True)
SHOWN = 100
EXAMPLES = 3  # rows of a foreign table


def kind_for(request: HttpRequest, kinds: Kinds, name: str) -> ImportKind:
    """The kind, for those who may add and change its records."""
    kind = kinds.get(name)
    if kind is None:
        raise Http404
    meta, user = kind.model._meta, request.user
    if not user.has_perms([f"{meta.app_label}.{action}_{meta.model_name}" for action in ("add", "change")]):
        raise PermissionDenied
    return kind


def own_job(request: HttpRequest, pk: int) -> ImportJob:
    """One's own job; somebody else's does not exist."""
    return get_object_or_404(ImportJob, pk=pk, user=request.user)


@never_cache
@staff_member_required
@may_import
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, kinds: Kinds) -> HttpResponse:
    """Choose what the file holds, and the file."""
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        kind = kind_for(request, kinds, request.POST.get("kind", ""))
        try:
            if file is None:
                raise UnreadableError(_("Choose a file."))
            once(request.POST.get("form", ""))
            job = jobs.begin(
                kind=kind,
                name=file.name or "",
                file=file,  # type: ignore[arg-type]
                by=request.user,
                reason=request.POST.get("reason", "").replace("\0", "").strip()[:LONGEST_REASON],
                may_map=True,
                anew="anew" in request.POST,
            )
            return redirect("import-job", pk=job.pk)
        except AlreadySubmittedError:
            messages.info(request, _("This form was sent twice and its file is read once: it stands among your last."))
            return redirect("import")
        except jobs.UnknownColumnsError as unknown:
            return mapping_page(request, unknown.job, kind, str(unknown))
        except UnreadableError as unreadable:
            error = str(unreadable)
    context: dict[str, object] = {
        **admin.site.each_context(request),
        "title": _("Import"),
        "kinds": kinds.values(),
        "chosen": request.POST.get("kind", ""),
        "reason": request.POST.get("reason", ""),
        "longest_reason": LONGEST_REASON,
        "error": error,
        "form": fresh_mark(),
        "past": jobs.latest_of(request.user),
    }
    return TemplateResponse(request, "staff/import.html", context)


@takes("outcome", "page")
@never_cache
@staff_member_required
@may_import
@require_GET
def job(request: HttpRequest, kinds: Kinds, pk: int) -> HttpResponse:
    """How far it is: while there is something to do, each look does a chunk of it and asks for the next."""
    mine = own_job(request, pk)
    kind = kind_for(request, kinds, mine.kind)
    if mine.stage == ImportJob.Stage.MAPPING:
        return mapping_page(request, mine, kind)
    mine = jobs.go_on(mine.pk, kind)
    found = jobs.counts(mine)
    done, total = jobs.progress(mine, kind, found)
    outcome = request.GET.get("outcome", "")
    page = Paginator(jobs.rows_with(mine, outcome), SHOWN).get_page(request.GET.get("page"))
    context: dict[str, object] = {
        **admin.site.each_context(request),
        "title": _("Import of %(name)s") % {"name": mine.name},
        "job": mine,
        "kind": kind,
        "counts": [(name, found[name]) for name in jobs.OUTCOMES],
        "waits": found[NEW] + found[CHANGED],
        "done": done,
        "total": total,
        "drafts": jobs.drafts_of(mine, kind).count() if mine.stage == ImportJob.Stage.DONE else 0,
        "outcome": outcome,
        "rows": page,
        "unread": jobs.unread(mine, kind),
        "refused": found[REFUSED],
        "twins": jobs.found_twice(mine).count() if mine.stage == ImportJob.Stage.TRIED else 0,
        "choices": ImportRow.Choice.choices,
    }
    return TemplateResponse(request, "staff/import_job.html", context)


def mapping_page(request: HttpRequest, mine: ImportJob, kind: ImportKind, error: str = "") -> HttpResponse:
    """What do the columns of the file mean? Guessed where the words are the same."""
    examples = [row.values for row in mine.rows.all()[:EXAMPLES]]
    names = list(examples[0]) if examples else []
    known = jobs.mapping_for(kind, names)
    guesses = known.columns if known else guessed(kind, names)
    context: dict[str, object] = {
        **admin.site.each_context(request),
        "title": _("Columns of %(name)s") % {"name": mine.name},
        "job": mine,
        "kind": kind,
        "error": error,
        "theirs": [(name, [values.get(name, "") for values in examples]) for name in names],
        "ours": [
            (column, {"from": "", "says": ""} | guesses.get(column.name, {}))
            for column in kind.columns
            if column.name == kind.key or kind.target(column.name)
        ],
        "dates": ColumnMapping.Dates.choices,
        "days_written": known.dates if known else ColumnMapping.Dates.ISO,
    }
    return TemplateResponse(request, "staff/import_mapping.html", context)


@never_cache
@staff_member_required
@may_import
@require_POST
def map_columns(request: HttpRequest, kinds: Kinds, pk: int) -> HttpResponse:
    """Keep what the columns mean, and try the rows."""
    mine = own_job(request, pk)
    kind = kind_for(request, kinds, mine.kind)
    columns = {}
    for name in kind.header:
        theirs, says = (request.POST.get(f"{how}-{name}", "").replace("\0", "").strip() for how in ("from", "says"))
        if theirs or says:
            columns[name] = {"from": theirs} if theirs else {"says": says}
    dates = request.POST.get("dates", "")
    if mine.stage != ImportJob.Stage.MAPPING or not columns:
        return mapping_page(request, mine, kind, _("Say what at least one column means."))
    jobs.begin_mapped(mine, kind, columns, dates if dates in ColumnMapping.Dates.values else ColumnMapping.Dates.ISO)
    return redirect("import-job", pk=mine.pk)


@never_cache
@staff_member_required
@may_import
@require_GET
def refused(request: HttpRequest, kinds: Kinds, pk: int) -> HttpResponseBase:
    """The refused rows as a file, each with the reason, to be mended and brought again."""
    mine = own_job(request, pk)
    kind = kind_for(request, kinds, mine.kind)
    return csv_response(f"{kind.name}-refused", jobs.refused_columns(mine, kind), jobs.refused(mine))


@never_cache
@staff_member_required
@may_import
@require_POST
def decide(request: HttpRequest, kinds: Kinds, pk: int) -> HttpResponse:
    """Put the rows on file, hand in what they became, or forget the file."""
    mine = own_job(request, pk)
    kind_for(request, kinds, mine.kind)
    if "forget" in request.POST:
        mine.delete()
        messages.success(request, _("The file is forgotten; nothing more of it is put on file."))
        return redirect("import")
    if "undo" in request.POST:
        begin_undoing(mine)
    elif "choose" in request.POST:
        jobs.choose(mine, chosen(request))
    else:
        (jobs.submit if "hand-in" in request.POST else jobs.confirm)(mine)
    return redirect("import-job", pk=mine.pk)


def chosen(request: HttpRequest) -> dict[int, str]:
    """What becomes of the rows that are on file under another identifier, by their lines."""
    typed = {name.removeprefix("choice-"): value for name, value in request.POST.items() if name.startswith("choice-")}
    known = ImportRow.Choice.values
    return {int(line): c for line, c in typed.items() if line.isdecimal() and len(line) < 10 and c in known}


@never_cache
@staff_member_required
@may_import
@require_GET
def template(request: HttpRequest, kinds: Kinds, name: str) -> HttpResponseBase:
    """A CSV file with the header of a kind and what its cells may hold, to be filled in."""
    kind = kind_for(request, kinds, name)
    allowed = kind.allowed
    columns: list[Column[dict[str, str]]] = [
        Column(name, "", lambda row, name=name: row.get(name, "")) for name in kind.header
    ]
    return csv_response(f"{name}-template", columns, [allowed])
