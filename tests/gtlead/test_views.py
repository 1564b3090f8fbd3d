"""Health, robots, and error pages."""

from unittest.mock import patch

import pytest
from django.test import Client

from tests.html import problems

pytestmark = pytest.mark.django_db


def test_process_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_ready_when_the_tables_are_those_of_this_version(client):
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (200, '{"status": "ok", "ready": true, "reasons": []}')
    assert "no-store" in response.headers["Cache-Control"]


def test_not_ready_while_migrations_are_pending(client):
    with patch("gtlead.serving.readiness.MigrationExecutor.migration_plan", return_value=[("x", False)]):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "ready": False, "reasons": ["migrations are pending"]}


def test_robots_find_pages_but_not_filters_or_dashboard(client):
    lines = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /*?", "Allow: /*/?page=", "Disallow: /admin/", "Disallow: /staff/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_error_page_stands_by_itself():
    client = Client(raise_request_exception=False)
    with patch("gtlead.serving.readiness.MigrationExecutor", side_effect=ZeroDivisionError):
        response = client.get("/readyz")
    assert response.status_code == 500
    assert [p for p in problems(response.text) if p not in ("no <header>", "no <nav>", "no <footer>")] == []
    assert "It has been logged" in response.text
