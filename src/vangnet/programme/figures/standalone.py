"""The figures without the site: what Django needs for addresses and words, and no database.

For the command line only; a site has its own settings and never comes here.
"""

from pathlib import Path

from django.urls import include, path

import vangnet

urlpatterns = [path("programme/", include("vangnet.programme.figures.urls"))]


def begin() -> None:
    """Set up once, when nobody else has."""
    import django
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(
        ROOT_URLCONF=__name__,
        LANGUAGES=[("en", "English"), ("nl", "Nederlands")],
        LANGUAGE_CODE="en",
        LOCALE_PATHS=[Path(vangnet.__file__).parent / "locale"],
        USE_TZ=True,
    )
    django.setup()
