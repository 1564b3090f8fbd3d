"""What the admin's front page tells editors."""

from typing import Any

from django import template

from gtlead.admin import attention

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_records(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Drafts, reviews and overdue checks, by kind."""
    return attention(context["request"].user)
