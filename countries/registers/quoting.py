"""The proof of quotations: against the readings that come with the reference data, and those of registers."""

import json

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from countries.models import Reading
from countries.reference_data.reading import kept_readings
from gtlead.dashboard.sections import DeskLine, DeskSection, line_of
from gtlead.review.record_form import change_url
from gtlead.sources.lasting import citations_of
from gtlead.sources.models import Quotation
from gtlead.sources.quotations import Proof, Stand, prove

SHOWN = 10


def readings() -> dict[str, str]:
    """What was read, by its digest: the kept texts, and what concerned us of each register's file."""
    of_registers = Reading.objects.filter(digest__in=Quotation.objects.values("digest"))
    return kept_readings(settings.BASE_DIR) | {
        reading.digest: json.dumps(reading.excerpt, ensure_ascii=False) for reading in of_registers
    }


def proofs() -> list[Proof]:
    """The proof of every quotation that is not archived."""
    quotations = list(Quotation.objects.kept())
    return prove(quotations, readings(), citations_of({quotation.fact for quotation in quotations}))


def quotations_section(request: HttpRequest) -> DeskSection | None:
    """Those without proof, for those who may see them."""
    if not request.user.has_perm("gtlead.view_quotation"):
        return None
    found = proofs()
    unproved = [proof for proof in found if proof.stand is not Stand.PROVEN]
    lines = [
        DeskLine(line_of(proof.quotation), change_url(proof.quotation), str(proof.stand)) for proof in unproved[:SHOWN]
    ]
    title = _("Quotations without proof: %(number)s of %(all)s") % {"number": len(unproved), "all": len(found)}
    return DeskSection("quotations", title, lines, _("Every quotation stands in what was read."))
