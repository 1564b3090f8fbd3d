"""App configuration."""

import gc
from collections.abc import Callable

from django import forms
from django.apps import AppConfig

from gtlead.records.text import refuse_forbidden, tidied

type ToPython = Callable[[forms.CharField, object], str | None]


def tidying(to_python: ToPython) -> ToPython:
    """Of every form: what was typed, without invisible characters that mean nothing."""

    def tidy(field: forms.CharField, value: object) -> str | None:
        found = to_python(field, value)
        return tidied(found) if isinstance(found, str) else found

    return tidy


class GTLeadConfig(AppConfig):
    """What both domain apps stand on."""

    name = "gtlead"
    verbose_name = "Sources and housekeeping"

    def ready(self) -> None:
        """Connect the content version; its module needs the loaded models."""
        forms.CharField.default_validators = [refuse_forbidden]  # of every form, so that a new one need not ask
        forms.CharField.to_python = tidying(forms.CharField.to_python)  # type: ignore[assignment, method-assign]
        from gtlead.accounts import roles, sign_ins  # noqa: PLC0415 - need the models of other apps
        from gtlead.feedback import handling  # noqa: PLC0415 - needs the loaded models
        from gtlead.history import beginning, trace  # noqa: PLC0415 - their modules need the loaded models
        from gtlead.publication import content_version  # noqa: PLC0415 - needs the loaded models
        from gtlead.review import pages, submitting  # noqa: PLC0415 - their modules need the loaded models
        from gtlead.serving import checks  # noqa: F401, PLC0415 - registered when the models exist

        content_version.connect()
        pages.connect()
        submitting.connect()
        trace.connect()
        beginning.connect()
        handling.connect()
        sign_ins.connect()
        roles.connect()
        gc.freeze()  # all that was loaded stays for good, so it is not looked through for garbage again and again
        gc.enable()
