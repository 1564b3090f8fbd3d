"""App configuration."""

from django import forms
from django.apps import AppConfig

from gtlead.records.text import refuse_forbidden


class GTLeadConfig(AppConfig):
    """What both domain apps stand on."""

    name = "gtlead"
    verbose_name = "Sources and housekeeping"

    def ready(self) -> None:
        """Connect the content version; its module needs the loaded models."""
        forms.CharField.default_validators = [refuse_forbidden]  # of every form, so that a new one need not ask
        from gtlead.accounts import roles, sign_ins  # noqa: PLC0415 - need the models of other apps
        from gtlead.publication import content_version  # noqa: PLC0415 - needs the loaded models
        from gtlead.review import pages, submitting  # noqa: PLC0415 - their modules need the loaded models
        from gtlead.serving import checks  # noqa: F401, PLC0415 - registered when the models exist

        content_version.connect()
        pages.connect()
        submitting.connect()
        sign_ins.connect()
        roles.connect()
