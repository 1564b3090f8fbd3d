"""App configuration."""

from django import forms
from django.apps import AppConfig

from .text import refuse_forbidden


class GTLeadConfig(AppConfig):
    """What both domain apps stand on."""

    name = "gtlead"
    verbose_name = "Sources and housekeeping"

    def ready(self) -> None:
        """Connect the content version; its module needs the loaded models."""
        forms.CharField.default_validators = [refuse_forbidden]  # of every form, so that a new one need not ask
        from . import checks, content, roles  # noqa: F401, PLC0415 - registered when the models exist
        from .accounts import sign_ins  # noqa: PLC0415 - needs the models of other apps
        from .review import pages, proposing  # noqa: PLC0415 - their modules need the loaded models

        content.connect()
        pages.connect()
        proposing.connect()
        sign_ins.connect()
        roles.connect()
