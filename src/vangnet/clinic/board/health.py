"""Is the site ready to work? Asked by the starter, a load balancer, or a person with a browser."""

from django.db import connection
from django.http import HttpRequest, HttpResponse


def ready(request: HttpRequest) -> HttpResponse:
    """200 when a query reaches the database; the error of the world otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ready\n", content_type="text/plain")
