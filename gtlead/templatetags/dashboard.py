"""What the admin's front page tells editors."""

import re
from functools import cache

from django import template
from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from gtlead.dashboard.waiting import REASONS, WaitingKind, waiting_kinds
from gtlead.review.models import Proposal

register = template.Library()

PICTURE = re.compile(r"^ *!\[[^\]]*\]\([^)]*\)\n\n?", re.MULTILINE)  # a line of its own; docs/ is not served


@register.simple_tag(takes_context=True)
def waiting_records(context: Context) -> list[WaitingKind]:
    """Drafts, reviews, overdue checks and facts without source, by kind."""
    return waiting_kinds(context["request"].user)


@register.simple_tag
def overdue_publications() -> int:
    """How many approved changes should be public and are not."""
    return Proposal.objects.due().count()


@register.simple_tag
def waiting_reasons() -> list[object]:
    """The heads of the columns of that table."""
    return list(REASONS.values())


@register.simple_tag
@cache
def editors_guide() -> SafeString:
    """docs/editing.md without title and pictures, its headings one level down to fit the page."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - takes long to load, and only this one page needs it

    _title, _break, text = (settings.BASE_DIR / "docs" / "editing.md").read_text(encoding="utf-8").partition("\n")
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(PICTURE.sub("", text))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) + 1}"
    html: str = markdown.renderer.render(tokens, markdown.options, {})
    return mark_safe(html)  # noqa: S308 - our own file, HTML off
