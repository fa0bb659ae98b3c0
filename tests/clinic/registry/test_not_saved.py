"""When the database refuses, the page says which guard did and in its own words."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse

from vangnet.clinic.journal.actions import GuardRefused, RequestReused
from vangnet.clinic.registry.middleware import NotSavedMiddleware


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (GuardRefused("the_dead_have_no_order", "This patient has died."), 409, "has died."),
        (RequestReused("1"), 409, "sent before with other content"),
        (OperationalError("gone"), 503, "The database does not answer"),
    ],
)
def test_the_page_says_what_stood_in_the_way(rf, error, status, said):
    middleware = NotSavedMiddleware(lambda request: HttpResponse())
    page = middleware.process_exception(rf.post("/order/"), error)
    assert page is not None
    assert (page.status_code, said in page.content.decode()) == (status, True)
    assert ("does not answer" in page.content.decode()) is (status == 503)
