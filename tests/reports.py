"""Taking staff reports away, and what the admin's lists show."""

import csv
import io
from typing import Any

from django.test import Client
from django.urls import reverse


def take(client: Client, name: str, query: str = "") -> list[dict[str, str]]:
    """The rows of a report's download."""
    response: Any = client.get(f"/staff/reports/{name}.csv?{query}")
    assert response.status_code == 200, response.text
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def identifiers(client: Client, name: str, query: str = "") -> list[str]:
    """The first cells of those rows."""
    return [next(iter(row.values())) for row in take(client, name, query)]


def list_address(model: Any) -> str:
    """The list of a kind of record in the admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def listed(client: Client, model: Any, query: str = "") -> list[str]:
    """The slugs of all rows of a list in the admin, page after page."""
    slugs: list[str] = []
    page = pages = 1
    while page <= pages:
        response: Any = client.get(f"{list_address(model)}?{query}&p={page}")
        assert response.status_code == 200, response.headers
        changes = response.context_data["cl"]
        slugs += [record.slug for record in changes.result_list]
        pages = changes.paginator.num_pages
        page += 1
    return slugs
