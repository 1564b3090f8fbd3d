"""Options of facets and inputs of filters: a page has very many, so they are put together here and not node by node."""

from html import escape

from django import template
from django.forms import BoundField, Select
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.utils.html import format_html, format_html_join
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


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A field's input or list, as its widget describes it; other widgets by their own templates."""
    widget = field.field.widget
    if not isinstance(widget, Input | Select):
        return field.as_widget()
    said = widget.get_context(field.html_name, field.value(), field.build_widget_attrs({"id": field.auto_id}))["widget"]
    if isinstance(widget, Input):
        value = {} if said["value"] is None else {"value": said["value"]}
        return format_html("<input{}>", flatatt({"type": said["type"], "name": said["name"], **value, **said["attrs"]}))
    options = [option for _group, some, _place in said["optgroups"] for option in some]
    lines = ((flatatt({"value": option["value"], **option["attrs"]}), option["label"]) for option in options)
    attributes = flatatt({"name": said["name"], **said["attrs"]})
    return format_html("<select{}>{}</select>", attributes, format_html_join("", "<option{}>{}</option>", lines))
