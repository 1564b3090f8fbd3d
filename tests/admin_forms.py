"""What a browser would post for an admin form that nobody touched."""

from html.parser import HTMLParser
from typing import Any

from django.db import models
from django.test import Client
from django.urls import reverse


def change_url(record: models.Model) -> str:
    """The address of the record's form."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def posted_form(client: Client, record: models.Model) -> dict[str, Any]:
    """The fields of the record's form as the page shows them, ready to be changed and posted."""
    return form_fields(client.get(change_url(record)))


def form_fields(page: Any) -> dict[str, Any]:
    """The fields of the form on a page, ready to be changed and posted."""
    reader = FormReader()
    reader.feed(page.content.decode())
    return {name: values if len(values) > 1 else values[0] for name, values in reader.fields.items()}


class FormReader(HTMLParser):
    """Collects names and values of the controls of the change form, without its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Controls of the form that changes the record."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = values.get("id", "").endswith("_form")
        if not self.inside:
            return
        name = values.get("name", "")
        if tag == "input" and name and values.get("type") not in ("submit", "button"):
            self.input(name, values)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in values:
            self.fields.setdefault(self.select, []).append(values.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.fields[name] = [""]

    def input(self, name: str, values: dict[str, str]) -> None:
        """Text and hidden fields always, boxes only when ticked; empty forms for new rows are left out."""
        if "__prefix__" in name or (values.get("type") in ("checkbox", "radio") and "checked" not in values):
            return
        ticked = "on" if values.get("type") in ("checkbox", "radio") else ""
        self.fields.setdefault(name, []).append(values.get("value", ticked))

    def handle_data(self, data: str) -> None:
        """The text of a text area; browsers drop the first line break."""
        if self.textarea:
            self.fields[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        """Leave the control; browsers send line breaks as two characters."""
        if tag == "textarea" and self.textarea:
            text = self.fields[self.textarea][0].replace("\r\n", "\n").removeprefix("\n")
            self.fields[self.textarea][0] = text.replace("\n", "\r\n")
            self.textarea = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False
