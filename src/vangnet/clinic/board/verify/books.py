"""The register: every container balances, no account lies below zero, and the register and the

records of doses tell the same story.
"""

from collections.abc import Iterator

from django.db import connection

from vangnet.clinic.board.verify.finding import ALTERED, DIFFERS, Advance, Check, Problem
from vangnet.clinic.vault import facts as vault
from vangnet.clinic.vault.models import Posting
from vangnet.rules.register import Balance

# What the register moved for each dose, beside what its hand-over and its use say.
UNLIKE = """
with moved as (
  select about,
         sum(mg) filter (where kind = 'dose') as dosed,
         count(distinct container_id) as containers,
         (array_agg(container_id) filter (where kind = 'dose'))[1] as container_id,
         coalesce(sum(mg) filter (where kind = 'given'), 0) as given,
         coalesce(sum(mg) filter (where kind = 'not_used'), 0) as not_used,
         coalesce(sum(mg) filter (where kind = 'spilt'), 0) as spilt
    from vault_posting p
   where kind in ('dose', 'given', 'not_used', 'spilt')
   group by about
), dose as (
  select h.id, h.dose_mg, h.container_id, u.id as use_id, u.dose_mg as use_mg, u.ended_at,
         u.given_mg, u.not_used_mg, u.spilt_mg
    from dispensary_handover h left join dispensary_use u on u.hand_over_id = h.id
   where h.allowed
)
select case when dose.id is null then 'vault_posting' else 'dispensary_handover' end,
       coalesce(dose.id::text, moved.about::text, '-'), case
         when dose.id is null then 'no_hand_over'
         when dose.use_id is null or dose.use_mg <> dose.dose_mg then 'no_use'
         when moved.dosed is distinct from dose.dose_mg or moved.containers <> 1
              or moved.container_id <> dose.container_id then 'not_left'
         else 'use_differs'
       end
  from dose full join moved on moved.about = dose.id
 where dose.id is null or dose.use_id is null or dose.use_mg <> dose.dose_mg
    or moved.dosed is distinct from dose.dose_mg or moved.containers <> 1
    or moved.container_id <> dose.container_id
    or (moved.given, moved.not_used, moved.spilt) is distinct from
       (coalesce(dose.given_mg, 0), coalesce(dose.not_used_mg, 0), coalesce(dose.spilt_mg, 0))
"""
# And for each supply to take home, what left and what came back.
UNLIKE_HOME = """
with moved as (
  select about, coalesce(sum(mg) filter (where kind = 'take_home'), 0) as gone,
         coalesce(sum(mg) filter (where kind = 'taken_back'), 0) as back
    from vault_posting where kind in ('take_home', 'taken_back') group by about
), bottles as (
  select p.id, p.supply_mg, p.days, count(b.id) as n, coalesce(sum(b.dose_mg), 0) as mg,
         coalesce(sum(b.dose_mg) filter (where b.back_at is not null), 0) as back
    from dispensary_supply p left join dispensary_bottle b on b.supply_id = p.id
   where p.allowed group by p.id
)
select 'dispensary_supply', coalesce(bottles.id::text, moved.about::text, '-'), 'home_differs'
  from bottles full join moved on moved.about = bottles.id
 where bottles.id is null or moved.about is null or bottles.n <> bottles.days
    or bottles.mg <> bottles.supply_mg or moved.gone <> bottles.supply_mg
    or moved.back <> bottles.back
"""
WORDS = {
    "home_differs": "The register and the bottles taken home tell of different amounts.",
    "no_hand_over": "The register moved a dose that nobody handed over.",
    "no_use": "A dose was handed over without a use of the same amount.",
    "not_left": "The register does not show this dose leaving its container.",
    "use_differs": "The register and the use name different amounts.",
}


def check(result: Check, advance: Advance) -> None:
    balance = vault.balance()
    result.looked_at = Posting.objects.count()
    advance(1)
    result.take(_off(balance))
    result.take(_unlike())
    advance(1)


def _off(balance: Balance) -> Iterator[Problem]:
    for one in balance.differences:
        where = f" in {one.account.value}" if one.account else ""
        yield Problem(
            table="vault_posting",
            key=one.container or one.entry or "-",
            what=f"{one.kind.value}{where}: off by {one.off_mg} mg of {one.salt_form.value}.",
            do=DIFFERS,
        )


def _unlike() -> Iterator[Problem]:
    with connection.cursor() as cursor:
        for question in (UNLIKE, UNLIKE_HOME):
            cursor.execute(question)
            for table, key, fault in cursor.fetchall():
                yield Problem(table=table, key=key, what=WORDS[fault], do=ALTERED)
