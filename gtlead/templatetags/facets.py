"""The options of facets: a page has very many, so they are put together here and not node by node."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from gtlead.lists.filters import Facet, Option

register = template.Library()


@register.simple_tag
def boxes(facet: Facet) -> SafeString:
    """A box for each option that has one; hidden where it narrows nothing."""
    return mark_safe("\n".join(box(facet.name, option) for option in facet.boxes))  # noqa: S308 - escaped one by one


def box(name: str, option: Option) -> str:
    """The box of an option."""
    value = escape(option.value)
    hidden, checked = "" if option.is_useful else " hidden", " checked" if option.is_chosen else ""
    return (
        f'<label class="option"{hidden}>'
        f'<input type="checkbox" id="{name}-{value}" name="{name}" value="{value}"{checked}>'
        f'<span>{escape(option.label)}</span> <span class="count">{option.number}</span></label>'
    )


@register.simple_tag
def others(facet: Facet) -> SafeString:
    """The options of the list beside the boxes."""
    lines = (f'<option value="{escape(o.value)}">{escape(o.label)} {o.number}</option>' for o in facet.others)
    return mark_safe("".join(lines))  # noqa: S308 - escaped one by one
