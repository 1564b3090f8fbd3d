"""The block of a page in which terms of the glossary open their definition."""

from django import template
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from themes.glosses import MOST, Gloss, glossed

register = template.Library()


class GlossedNode(template.Node):
    """What stands between its tags, with marks; the definitions follow, each once."""

    def __init__(self, terms: FilterExpression, most: int, nodelist: NodeList) -> None:
        self.terms = terms
        self.most = most
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """The text as it was rendered; only marks come to it."""
        terms = [Gloss(*term) for term in self.terms.resolve(context)]
        marked, used = glossed(self.nodelist.render(context), terms, self.most, glossary=reverse("glossary"))
        definitions = render_to_string("_components/glosses.html", {"glosses": used}) if used else ""
        return mark_safe(marked + definitions)  # noqa: S308 - both were escaped where they were rendered


@register.tag("glossed")
def do_glossed(parser: Parser, token: Token) -> GlossedNode:
    """`{% glossed terms %} … {% endglossed %}`; `{% glossed terms 3 %}` on pages with room for three definitions."""
    _name, terms, *most = token.split_contents()
    nodelist = parser.parse(("endglossed",))
    parser.delete_first_token()
    return GlossedNode(parser.compile_filter(terms), int(most[0]) if most else MOST, nodelist)
