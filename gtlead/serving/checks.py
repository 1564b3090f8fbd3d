"""System checks: mistakes of set-up that would otherwise show late."""

import os

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.core.checks import Warning as Doubt


@register(Tags.security, deploy=True)
def secret_key_is_given(app_configs: object, **kwargs: object) -> list[Error]:
    """Machines that share sessions must share a key, so a public site gets it from the environment."""
    if settings.IS_LOCAL or os.environ.get("SECRET_KEY"):
        return []
    return [Error("A public site needs SECRET_KEY from the environment.", id="gtlead.E001")]


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Links, feeds and pictures repeat the name that was asked for, so a stranger must not choose it."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    text = "ALLOWED_HOSTS=* lets anybody choose the name in our links. An example: ALLOWED_HOSTS=atlas.example"
    return [Doubt(text, id="gtlead.W003")]


@register(Tags.security, deploy=True)
def weaknesses_can_be_reported(app_configs: object, **kwargs: object) -> list[Info]:
    """A public site should say where a weakness is reported in private."""
    if settings.IS_LOCAL or settings.SECURITY_CONTACT:
        return []
    hint = "SECURITY_CONTACT=mailto:security@atlas.example; without it /.well-known/security.txt names the about page."
    return [Info("A public site should have SECURITY_CONTACT.", hint=hint, id="gtlead.I001")]


@register(Tags.security)
def policy_is_strict(app_configs: object, **kwargs: object) -> list[Error]:
    """The content security policy knows no inline code and no other origin."""
    loose = {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"}
    policy = settings.SECURE_CSP
    found = [name for name, values in policy.items() if loose & {str(value) for value in values}]
    return [Error(f"SECURE_CSP is loose in {name}.", id="gtlead.E002") for name in found]
