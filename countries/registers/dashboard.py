"""What the dashboard says of registers: when each was last read, what came of it, what waits because of it."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from countries.models import Reading, Register
from gtlead.dashboard.sections import DeskLine, DeskSection
from gtlead.records.dates import in_words
from gtlead.review.record_form import change_url


def registers_section(request: HttpRequest) -> DeskSection | None:
    """A line for each register; three queries."""
    if not request.user.has_perm("countries.view_register"):
        return None
    held = {reading.register_id: reading for reading in Reading.objects.to_be_looked_at()}
    lines = [line_of(register, held.get(register.pk)) for register in Register.objects.published().for_list()]
    more = [(_("All readings"), reverse("admin:countries_reading_changelist"))]
    return DeskSection("registers", _("Registers"), lines, _("No register is known."), more=more)


def line_of(register: Register, stopped: Reading | None) -> DeskLine:
    """When it was read, what came of it, and where the rest is."""
    reading = register.last_reading
    if reading is None:
        note = _("has not been read yet") if register.address else _("no table was brought yet")
    else:
        note = _("%(day)s, %(age)s days ago; %(counts)s") % {
            "day": in_words(reading.as_of.isoformat()), "age": register.age, "counts": counts_in_words(reading),
        }  # fmt: skip
        if register.is_overdue:
            note = _("OVERDUE: %(note)s") % {"note": note}
    links = []
    if stopped and (reading is None or stopped.read_at > reading.read_at):
        address = f"{reverse('admin:countries_reading_changelist')}?{urlencode({'register__id__exact': register.pk})}"
        links.append((f"{stopped.get_outcome_display()}: {stopped.reason}"[:200], address))
    if reading:
        query = urlencode({"brought": str(reading)})
        links.append((_("what it brought to review"), f"{reverse('review-list')}?{query}"))
        entries = reverse("admin:countries_entry_changelist")
        links += [
            (_("entries: %(word)s") % {"word": word}, f"{entries}?{urlencode(query)}")
            for word, query in (
                (_("new to us"), {"register__id__exact": register.pk, "standing__exact": "new"}),
                (_("pending"), {"register__id__exact": register.pk, "standing__exact": "pending"}),
                (_("gone"), {"register__id__exact": register.pk, "is_gone__exact": 1}),
            )
        ]
    return DeskLine(str(register), change_url(register), note, links)


def counts_in_words(reading: Reading) -> str:
    """The numbers of entries, each with its word."""
    words = {
        "confirmed": _("confirmed"),
        "differs": _("differs"),
        "new": _("new to us"),
        "gone": _("gone from the register"),
        "pending": _("pending decision"),
    }
    return ", ".join(f"{reading.counts.get(key, 0)} {word}" for key, word in words.items())
