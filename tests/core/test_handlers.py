"""Answers where no view was reached."""

import pytest
from django.http import JsonResponse
from django.test import Client
from django.urls import get_resolver

from core import handlers


@pytest.mark.parametrize(
    "path", ["/api/", "/api/talent-engine/nothing/", "/api/talent-engine/requisitions/lower-jr-1/"]
)
def test_a_404_below_api_is_json(path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer.json(), answer["X-Error-Code"]) == (404, {"detail": "Not found."}, "not_found")


def test_a_404_elsewhere_is_a_page() -> None:
    answer = Client().get("/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_a_500_shows_no_details() -> None:
    request = Client().get("/api/nothing/").wsgi_request
    answer = handlers.server_error(request)
    assert isinstance(answer, JsonResponse)
    assert answer.status_code == 500
    assert b"recorded" in answer.content
    assert get_resolver().resolve_error_handler(500) is handlers.server_error
