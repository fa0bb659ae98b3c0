-- The gate's truth about the age of an approval once more, and a restart that fails closed.

-- Whether an approval that begins on that day still holds on another, by the signed protocol. A value
-- that is not set holds nothing; "no limit" is a value.
create function dispensary_approval_holds(signed uuid, valid_from date, day date) returns boolean
language sql stable as $$
  select coalesce((months ->> 'no_limit')::boolean, false)
         or day <= (valid_from + make_interval(months => (months ->> 'value')::int))::date
    from protocol_value(signed, 'approval_months_longest') months
$$;

create function dispensary_guard_approval_age() returns trigger language plpgsql as $$
begin
  perform must_hold(exists (
    select from consulting_approval a
      left join consulting_approvalend e on e.approval_id = a.id
     where a.patient_id = new.patient_id and a.valid_from <= new.clinic_day
       and a.valid_until >= new.clinic_day and coalesce(e.ended_on, 'infinity') > new.clinic_day
       and dispensary_approval_holds(new.protocol_id, a.valid_from, new.clinic_day)),
    'dose_needs_an_approval_that_is_not_too_old', 'The approval is older than the protocol allows.');
  return new;
end $$;
create trigger d_guard_approval_age before insert on dispensary_handover
  for each row when (new.allowed and new.drug in ('diamorphine', 'hydromorphone'))
  execute function dispensary_guard_approval_age();
alter table dispensary_handover enable always trigger d_guard_approval_age;

-- Whether so much was missed on that day that the protocol asks for a fresh start (rules/gate/anew.py).
-- What is not known sets no table aside.
create or replace function dispensary_missed_enough(
  new dispensary_handover, l protocols_protocollimit, last_on date
) returns boolean language plpgsql as $$
declare
  a_day int := (select o.doses_per_day from consulting_order_on(new.order_id, new.clinic_day) o);
begin
  perform must_hold(l.gap_days_max is not null and last_on is not null and a_day is not null,
                    'gap_is_counted_from_what_is_known', 'How long a gap may be, or what was ordered, is not known.');
  if new.clinic_day - last_on > l.gap_days_max then
    return true;
  end if;
  -- Null is a protocol without a count of sessions: the days alone decide (rules/limits.py).
  if l.gap_sessions_max is null or new.clinic_day - last_on < 2 then
    return false;
  end if;
  return greatest(a_day - dispensary_doses(new.patient_id, last_on, new.drug), 0)
         + a_day * (new.clinic_day - last_on - 1) > l.gap_sessions_max;
end $$;
