"""Taking a record back to an earlier version: a change like any other, which touches no other record."""

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gtlead.records.models import HISTORY, Record, Version
from gtlead.review.deciding import RefusedError, sentences
from gtlead.review.models import Proposal
from gtlead.review.saving import save_once
from gtlead.review.submitting import is_decided, open_proposal, propose
from gtlead.review.values import ADDRESS, as_json, fill, list_fields, lists_of, plain_fields


def values_of_version(version: Version) -> dict[str, object]:
    """What the record held then, its lists and its address included, but not where it stood between desk and public."""
    model = type(version.instance)
    values = {f.name: as_json(f, getattr(version, f.attname)) for f in plain_fields(model) if f.name != "state"}
    values[ADDRESS] = version.slug
    for field in list_fields(model):
        if field in HISTORY.m2m_models:
            rows = getattr(version, field.name).all()
            values[field.name] = sorted(getattr(row, field.m2m_reverse_name()) for row in rows)
    return values


def restore(record: Record, version: Version, user: User | AnonymousUser) -> Proposal | None:
    """Bring the old values back: as a proposal if the record is decided, else as a change of the draft."""
    values = {name: value for name, value in values_of_version(version).items() if name != ADDRESS}
    reason = _("Back to the version of %(when)s") % {"when": localize(localtime(version.history_date))}
    with transaction.atomic():
        record = type(record)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=record.pk)
        if is_decided(record):
            if open_proposal(record):
                raise RefusedError(_("A change to it already waits. It would be lost: decide or withdraw it first."))
            return propose(record, values, user=user, reason=reason)
        try:
            fill(record, values)
            lists = lists_of(record, values)
            record.version += 1
            record.wanted_lists = lists
            record.full_clean()
        except ValidationError as error:
            raise RefusedError(" ".join(sentences(error, record))) from error
        save_once(record, lists, user=user, reason=reason)
    return None
