"""Eight hand-overs for one patient at the same moment over HTTP: one dose."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest
from django.test import Client
from tests.factories.pages import BACKEND
from tests.factories.world import PIN

from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.vault.models import Kit, Posting, PostingKind

TOKEN = "t" * 32


@pytest.mark.parametrize("alike", [True, False], ids=["eight times one", "eight different"])
def test_eight_hand_overs_at_once_are_one_dose(site, present, alike):
    patient = present.patient()
    visit = present.at_the_hatch(patient)
    client = Client()
    client.force_login(present.nurse, backend=BACKEND)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": TOKEN}
    kits = list(Kit.objects.filter(unit=present.unit).order_by("code")[:8])
    same = uuid4()
    start = threading.Barrier(8)

    def press(number: int) -> int:
        form = {
            "csrfmiddlewaretoken": TOKEN, "request_id": str(same if alike else uuid4()),
            "order": str(patient.orders.get().pk),
            "giver": str(present.nurse.pk), "dose_mg": "200", "witness_read_mg": "200",
            "container": present.containers[0].code, "room": "",
            "kit": kits[0 if alike else number].code, "pin": PIN,
            "witness": str(present.staff["second_nurse"].pk),
        }  # fmt: skip
        start.wait(timeout=30)
        answer = httpx.post(f"{site}/hatch/{visit.pk}", data=form, cookies=cookies, timeout=60)
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(press, range(8)))
    assert set(codes) <= {302, 409}, codes
    assert HandOver.objects.filter(visit=visit, allowed=True).count() == 1
    assert Use.objects.filter(visit=visit).count() == 1
    doses = Posting.objects.filter(unit=present.unit, kind=PostingKind.DOSE)
    assert doses.count() == 1
