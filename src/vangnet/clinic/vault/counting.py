"""A count as its page sends it: kept once, also when the page is sent twice."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.vault import closing, facts
from vangnet.clinic.vault.models import Container, Count


def count_once(
    *, after: UUID | None, container: Container, counted_mg: Decimal, by: User,
    witness: Signature, at: datetime,
) -> Count | None:  # fmt: skip
    """Write the count that follows the count `after`; None when others counted since."""
    with acting(str(by.pk)):
        Container.objects.select_for_update(no_key=True).get(pk=container.pk)
        last = facts.last_count(container)
        if last is None or last.pk == after:
            return closing.count(
                container=container, counted_mg=counted_mg, by=by, witness=witness, at=at
            )
        again = (by.pk, witness.user.pk, counted_mg)
        return last if (last.by_id, last.witness_id, last.counted_mg) == again else None
