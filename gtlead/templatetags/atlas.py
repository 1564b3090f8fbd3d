"""Small formatters; no logic lives here."""

from django import template

register = template.Library()
