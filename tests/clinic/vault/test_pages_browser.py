"""Pages of the register and the protocol in a real Chromium: clean for axe, inside a window."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.clinic.board.conftest import browser, show  # noqa: F401
from tests.clinic.looking import SIZES, look_at_every_size
from tests.factories.pages import at_present, signed_in, signing

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit, Workplace
from vangnet.clinic.vault import closing
from vangnet.clinic.vault.models import Posting, PostingKind

SCREENS = {name: size for name, size in SIZES.items() if name != "phone"}


@pytest.fixture(scope="module", autouse=True)
def _database_beside_the_browser():
    """The browser keeps an event loop in this thread; the pages are asked for in the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def busy(trial):
    """Doses, one of them not all used, a line that was wrong, and a count that differs."""
    unit = at_present(trial, hours=3)
    wrong = Posting.objects.get(unit=unit.unit, kind=PostingKind.RECEIPT, container__code="V-2")
    closing.counter(
        posting=wrong, reason="wrong_amount", by=unit.staff["pharmacist"],
        witness=unit.signature("nurse"), at=unit.now, request_id=uuid4(),
    )  # fmt: skip
    for given in ("200", "150"):
        unit.later(minutes=10)
        unit.use(unit.hand_over(unit.at_the_hatch(unit.patient())), given_mg=given)
        unit.later(minutes=31)
    closing.count(
        container=unit.containers[0], counted_mg=9588, by=unit.staff["pharmacist"],
        witness=unit.signature("nurse"), at=unit.now,
    )  # fmt: skip
    return unit


def addresses(unit):
    day, box = clinic_day_of(unit.unit, at=unit.now).isoformat(), unit.containers[0].pk
    line = Posting.objects.get(unit=unit.unit, kind=PostingKind.RECEIPT, container=box)
    return {
        "register": reverse("vault:register"), "count": reverse("vault:count", args=[box]),
        "explain": reverse("vault:explain", args=[box]), "kits": reverse("vault:kits"),
        "counter": reverse("vault:counter", args=[line.pk]),
        "close": reverse("vault:close", args=[day]), "receive": reverse("vault:receive"),
        "waste": reverse("vault:waste", args=[box]),
    }  # fmt: skip


@pytest.mark.stories
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_registers_pages_are_clean(client, show, busy, language):  # noqa: F811
    signed_in(client, busy, "pharmacist").cookies["django_language"] = language
    problems = []
    for name, url in addresses(busy).items():
        page = show(client.get(url).text)
        problems += look_at_every_size(page, f"{name}-{language}", sizes=SCREENS)
    assert problems == []


@pytest.mark.stories
def test_a_refused_form_is_clean(client, show, busy):  # noqa: F811
    signed_in(client, busy, "pharmacist")
    people = {"witness": "nurse", "second_witness": "nurse"}
    typed = {"account": "residue", "mg": "much", **signing(busy, **people)}
    html = client.post(addresses(busy)["waste"], typed).text
    assert look_at_every_size(show(html), "refused", sizes=SCREENS) == []


@pytest.mark.stories
@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_protocol_page_is_clean(client, show, busy, signed, language):  # noqa: F811
    if not signed:
        with acting("system:test"):
            new = Unit.objects.create(
                code="new", name="New unit", country="nl", time_zone="Europe/Amsterdam",
                day_starts_at=busy.unit.day_starts_at, clock_skew_max=busy.unit.clock_skew_max,
                is_demonstration=True,
            )  # fmt: skip
            Workplace.objects.filter(user__in=busy.staff.values()).update(unit=new)
    signed_in(client, busy, "prescriber").cookies["django_language"] = language
    html = client.get(reverse("protocols:protocol")).text
    name = f"protocol-{'signed' if signed else 'open'}-{language}"
    assert look_at_every_size(show(html), name, sizes=SCREENS) == []
