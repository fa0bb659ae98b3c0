"""The board, the yearly report and the unit's numbers: who sees them, and what stands there."""

import io
from uuid import uuid4

import pypdf
import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone
from tests.factories.pages import at_present, signed_in
from tests.factories.world import PIN
from tests.programme.report.unit import a_week

from vangnet.keeping.trouble import TroubleError
from vangnet.programme.report.command import report as command
from vangnet.programme.report.models import UnitNumber


@pytest.fixture
def lived(trial):
    """The week of March, seen from today: its unit is a demonstration, so it may."""
    who = a_week(trial)
    at_present(trial)
    return trial, who


def year_url(copy="own", year=2026, name="year"):
    return reverse(f"report:{name}", args=[year, copy])


@pytest.mark.parametrize(("name", "status"), [
    ("manager", 200), ("auditor", 200), ("nurse", 403), ("prescriber", 403), ("desk", 403),
])  # fmt: skip
def test_who_sees_the_figures(trial, client, name, status):
    signed_in(client, trial, name)
    for url in (reverse("report:board"), reverse("report:numbers"), year_url("public")):
        assert client.get(url).status_code == status, url
    allowed = 200 if name == "manager" else 403
    assert client.get(reverse("report:number", args=["places"])).status_code == allowed


def test_without_signing_in_there_is_nothing_to_see(trial, client):
    assert client.get(year_url("public")).status_code == 302


def test_the_pages_tell_sums_and_nobody(lived, client):
    world, who = lived
    signed_in(client, world, "manager")
    pages = [client.get(url).text for url in (
        reverse("report:board"), year_url("own"), year_url("public"), year_url("own", name="csv"),
    )]  # fmt: skip
    for page in pages:
        for patient in who.values():
            assert patient.number not in page
            assert str(patient.pk) not in page
            assert patient.identity.family_name not in page
    assert "In HAT here" in pages[0]
    assert "fewer than 5" in pages[2]
    assert "fewer than 5" not in pages[1]


def test_the_paper_is_one_page_and_is_not_kept_by_the_browser(lived, client):
    world, _who = lived
    answer = signed_in(client, world, "manager").get(year_url("public", name="pdf"))
    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 1
    assert answer["Cache-Control"] == "private, no-store"
    assert 'filename="report-2026-west-public-en.pdf"' in answer["Content-Disposition"]


@pytest.mark.parametrize("url", [
    year_url("own", 1901), year_url("own", 3000), year_url("secret"),
])  # fmt: skip
def test_what_cannot_be_told_is_not_found(trial, client, url):
    assert signed_in(client, trial, "manager").get(url).status_code == 404


def test_a_price_is_typed_signed_and_stands_on_its_page(lived, client):
    world, _who = lived
    signed_in(client, world, "manager")
    url = reverse("report:number", args=["price_dose"])
    typed = {"value": "3.50", "from_on": "2026-01-01", "words": "Invoice of a made-up supplier",
             "request_id": uuid4(), "own_pin": PIN}  # fmt: skip
    wrong = client.post(url, {**typed, "own_pin": "0000"})
    assert wrong.status_code == 422
    assert not UnitNumber.objects.filter(unit=world.unit).exists()
    assert client.post(url, typed).url == reverse("report:numbers")
    assert "Invoice of a made-up supplier" in client.get(reverse("report:numbers")).text
    assert "left out: no price is set" in client.get(year_url("own")).text


def test_a_part_of_a_place_is_refused(trial, client):
    signed_in(client, trial, "manager")
    typed = {"value": "3.5", "from_on": "2026-01-01", "words": "x", "request_id": uuid4(),
             "own_pin": PIN}  # fmt: skip
    answer = client.post(reverse("report:number", args=["places"]), typed)
    assert answer.status_code == 422
    assert "whole numbers" in answer.text


def test_the_pages_are_read_in_dutch(lived, client):
    world, _who = lived
    signed_in(client, world, "manager").cookies["django_language"] = "nl"
    page = client.get(year_url("own")).text
    assert "Waar mensen nu staan" in page
    assert "minder dan 5" in client.get(year_url("public")).text


def test_the_command_prints_every_figure_and_writes_its_files(lived, tmp_path):
    world, _who = lived
    asked = ["2026", "--unit", world.unit.code, "--public", "--out", str(tmp_path)]
    printed = CliRunner().invoke(command, asked, catch_exceptions=False).output
    assert "Per 1,000 doses" in printed
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["report-2026-west-public-en.pdf", "report-2026-west-public-nl.pdf",
                     "report-2026-west-public.csv"]  # fmt: skip
    assert "fewer than 5" in (tmp_path / names[2]).read_text(encoding="utf-8")


@pytest.mark.parametrize("year", ["3000", "1899"])
def test_the_command_tells_no_year_of_which_nothing_is_known(trial, year):
    with pytest.raises(TroubleError, match=f"nothing to tell of {year}"):
        CliRunner().invoke(command, [year], catch_exceptions=False)


def test_the_command_names_the_units_there_are(trial):
    answer = CliRunner().invoke(command, ["2026", "--unit", "nowhere"])
    assert answer.exit_code == 2
    assert "name one of: west" in answer.output


def test_a_running_year_is_told_up_to_today(lived, client):
    world, _who = lived
    year = timezone.now().year
    page = signed_in(client, world, "manager").get(year_url("own", year)).text
    assert f"The year {year} so far" in page
