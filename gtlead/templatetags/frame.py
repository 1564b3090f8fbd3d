"""What is the same on all pages."""

import re

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from gtlead.templatetags.atlas import begins

register = template.Library()

ITEM = re.compile(r'<li><a href="([^"]+)"')  # of a list of links


class OnceNode(template.Node):
    """What is the same on all pages: it is rendered without what they know, once for each language."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """What was rendered for the first page."""
        language = get_language()
        if language not in self.rendered:
            self.rendered[language] = self.nodelist.render(context.new())
        return self.rendered[language]


class NavigationNode(OnceNode):
    """The same, but that its items mark the page that is shown, or what that page lies under."""

    def render(self, context: Context) -> SafeString:
        """What was rendered, with the marks of this page."""
        path = context["request"].path

        def marked(item: re.Match[str]) -> str:
            current = "page" if path == item[1] else "true" if begins(path, item[1]) else ""
            return f'{item[0]} aria-current="{current}"' if current else item[0]

        return mark_safe(ITEM.sub(marked, super().render(context)))  # noqa: S308 - rendered, so it is escaped


@register.tag
def once(parser: Parser, _token: Token) -> OnceNode:
    """{% once %}…{% endonce %} around what is the same on all pages."""
    return OnceNode(up_to("endonce", parser))


@register.tag
def navigation(parser: Parser, _token: Token) -> NavigationNode:
    """{% navigation %}…{% endnavigation %} around the same with lists of links."""
    return NavigationNode(up_to("endnavigation", parser))


def up_to(end: str, parser: Parser) -> template.NodeList:
    """What stands before the end of a tag."""
    nodelist = parser.parse((end,))
    parser.delete_first_token()
    return nodelist
