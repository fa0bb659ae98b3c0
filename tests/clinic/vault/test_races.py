"""The register and the close of its day, while others go on writing."""

from decimal import Decimal
from functools import partial
from uuid import uuid4

from tests.clinic.parallel import at_once
from tests.factories.world import World, demonstration_site

from vangnet.clinic.dispensary import actions as dispensary
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import GuardRefused
from vangnet.clinic.protocols import actions as protocols
from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.vault import closing, facts
from vangnet.clinic.vault.models import Account, DayClose, Posting, PostingKind


def count_all(world: World) -> None:
    for container in world.containers:
        closing.count(
            container=container, counted_mg=facts.in_account(container, Account.STOCK),
            by=world.staff["pharmacist"], witness=world.signature("nurse"), at=world.now,
        )  # fmt: skip


def close(world: World):
    return partial(
        closing.close_day, unit=world.unit, day=world.now.date(), by=world.staff["pharmacist"],
        witness=world.signature("nurse"), at=world.now,
    )  # fmt: skip


def test_eight_closes_of_a_day_are_one(open_world):
    count_all(open_world)
    closed = at_once([close(open_world)] * 8)
    assert len({answer.close.pk for answer in closed}) == 1
    assert DayClose.objects.filter(unit=open_world.unit).count() == 1


def test_a_dose_and_the_close_of_its_day_do_not_pass_each_other(open_world):
    count_all(open_world)
    visits = [open_world.at_the_hatch(open_world.patient()) for _ in range(4)]
    kits = [open_world.next_kit()] * 4

    def dose(visit, kit):
        answer = dispensary.hand_over(open_world.request(visit, kit=kit))
        return answer.allowed or "register_closed" in {one["reason"] for one in answer.reasons}

    answers = at_once([
        *(partial(dose, visit, kit) for visit, kit in zip(visits, kits, strict=True)),
        *[close(open_world)] * 4,
    ])  # fmt: skip
    doses, closes = answers[:4], answers[4:]
    if any(answer.close for answer in closes):
        assert not HandOver.objects.filter(unit=open_world.unit, allowed=True).exists()
        assert all(doses)
        assert facts.totals(open_world.unit)["in_use"] == 0
    else:
        assert HandOver.objects.filter(unit=open_world.unit, allowed=True).count() == 1
        assert all(answer.doses_open for answer in closes)


def test_two_bookings_of_one_waste_are_one(open_world):
    booking = partial(
        closing.waste, container=open_world.containers[0], account=Account.STOCK, mg=Decimal(10),
        reason="broken", by=open_world.staff["pharmacist"],
        witness=open_world.signature("nurse"), second_witness=open_world.witness,
        at=open_world.now, request_id=uuid4(),
    )  # fmt: skip
    assert len({posting.pk for posting in at_once([booking] * 8)}) == 1
    assert facts.totals(open_world.unit)["wasted"] == 10


def test_eight_who_waste_all_there_is_waste_it_once(open_world):
    def waste():
        try:
            return closing.waste(
                container=open_world.containers[0], account=Account.STOCK, mg=Decimal(10_000),
                reason="broken", by=open_world.staff["pharmacist"],
                witness=open_world.signature("nurse"), second_witness=open_world.witness,
                at=open_world.now, request_id=uuid4(),
            )  # fmt: skip
        except GuardRefused as refused:
            return refused.rule

    answers = at_once([waste] * 8)
    assert answers.count("posting_takes_only_what_is_there") == 7
    assert Posting.objects.filter(unit=open_world.unit, kind=PostingKind.WASTE).count() == 1


def test_eight_signatures_under_one_protocol_at_one_moment_are_one_version(open_world):
    unit, director = open_world.unit, open_world.staff["prescriber"]
    site = demonstration_site("nl")
    before = ProtocolVersion.objects.filter(unit=unit).count()
    open_world.later(minutes=1)
    signed = at_once(
        [partial(protocols.sign, unit=unit, site=site, by=director, at=open_world.now)] * 8
    )
    assert len({answer.version.pk for answer in signed}) == 1
    assert ProtocolVersion.objects.filter(unit=unit).count() == before + 1
