-- What patients take beside the unit's own orders: who writes it, of which days, and that a rise
-- beside a sedative or an opioid of elsewhere has its reason. As rules/dosing/beside.py.

-- Taken on that day. The last day is a day of it; what was an error never was. Not stable: after a
-- lock it must see what is committed by then.
create function consulting_other_medicines(person uuid, day date) returns setof consulting_othermedicine
language plpgsql as $$
begin
  return query
    select m.* from consulting_othermedicine m
      left join consulting_othermedicineend e on e.medicine_id = m.id
     where m.patient_id = person and m.from_on <= day
       and (e.id is null or (not e.is_void and e.ended_on >= day));
end $$;

-- Argument: the column with the day it is about.
create function consulting_guard_medicine() returns trigger language plpgsql as $$
declare
  day date := (to_jsonb(new) ->> tg_argv[0])::date;
begin
  perform must_hold(staff_is(new.recorded_by_id, array['nurse', 'prescriber']),
                    'other_medicine_is_kept_by_who_may', 'A nurse or prescriber records medicines.');
  perform must_hold(day <= clinic_day_of(new.unit_id, new.recorded_at),
                    'other_medicine_is_not_of_the_future', 'This day has not come yet.');
  return new;
end $$;

create function consulting_guard_medicine_end() returns trigger language plpgsql as $$
begin
  perform must_hold(
    exists (select from consulting_othermedicine m
             where m.id = new.medicine_id and m.patient_id = new.patient_id),
    'medicine_end_is_of_its_patient', 'This medicine is of another patient.');
  perform must_hold(
    new.is_void or new.ended_on >= (
      select m.from_on from consulting_othermedicine m where m.id = new.medicine_id),
    'medicine_ends_after_it_began', 'The last day lies before the first.');
  return new;
end $$;
create trigger c_end before insert on consulting_othermedicineend
  for each row execute function consulting_guard_medicine_end();
alter table consulting_othermedicineend enable always trigger c_end;

-- The rule was told what is written, and a rise over the order before has its reason. The rule also
-- knows the doses that were had and each dated step: it asks at least as often as this.
create function consulting_guard_sedated_order() returns trigger language plpgsql as $$
declare
  today date := clinic_day_of(new.unit_id, new.at);
  beside text[] := (select array_agg(m.name order by m.name) from consulting_other_medicines(new.patient_id, today) m
                     where m.kind in ('opioid', 'sedative'));
  told text[];
  o consulting_order;
  b consulting_order;
  was record;
begin
  if new.order_id is null or beside is null then
    return new;
  end if;
  select array_agg(one ->> 'name' order by one ->> 'name') into told
    from jsonb_array_elements(coalesce(new.facts -> 'other_medicines', '[]')) one
   where one ->> 'kind' in ('opioid', 'sedative');
  perform must_hold(told is not distinct from beside, 'order_is_asked_with_other_medicines',
                    'The rule was not told what this patient takes beside.');
  if btrim(new.written_reason) <> '' then
    return new;
  end if;
  select * into o from consulting_order where id = new.order_id;
  select * into b from consulting_order where id = o.supersedes_id
     and salt_form = o.salt_form and route = o.route;
  -- Back on a product that was ordered before another: what was had of it, only the rule knows.
  perform must_hold(
    not o.is_restart and (b.id is not null or exists (
      select from consulting_order p
       where p.patient_id = o.patient_id and p.drug = o.drug and p.salt_form = o.salt_form
         and p.route = o.route and p.id <> o.id)),
    'rise_beside_sedatives_has_a_reason', 'Beside what this patient takes, write why the dose rises.');
  if b.id is null then
    return new;
  end if;
  select s.dose_mg, s.day_mg into was from consulting_order_on(b.id, greatest(today, b.valid_from)) s;
  perform must_hold(
    not exists (
      select from jsonb_array_elements(new.facts -> 'steps') step
       where (step ->> 'dose_mg')::numeric > was.dose_mg or (step ->> 'day_mg')::numeric > was.day_mg),
    'rise_beside_sedatives_has_a_reason', 'Beside what this patient takes, write why the dose rises.');
  return new;
end $$;
create trigger d_sedated before insert on consulting_orderdecision
  for each row execute function consulting_guard_sedated_order();
alter table consulting_orderdecision enable always trigger d_sedated;

do $$
declare
  one text[];
begin
  foreach one slice 1 in array array[
      ['consulting_othermedicine', 'from_on'], ['consulting_othermedicineend', 'ended_on'],
      ['consulting_othermedicinesasked', 'asked_on']] loop
    execute format('create trigger c_guard before insert on %I
                      for each row execute function consulting_guard_medicine(%L)', one[1], one[2]);
    execute format('create trigger d_own_unit before insert on %I
                      for each row execute function consulting_guard_own_unit()', one[1]);
    execute format('create trigger d_birth before insert on %I
                      for each row execute function consulting_guard_birth(%L)', one[1], one[2]);
    execute format('create trigger d_death before insert on %I
                      for each row execute function consulting_guard_death(%L)', one[1], one[2]);
    execute format('alter table %I enable always trigger c_guard', one[1]);
    execute format('alter table %I enable always trigger d_own_unit', one[1]);
    execute format('alter table %I enable always trigger d_birth', one[1]);
    execute format('alter table %I enable always trigger d_death', one[1]);
    call keep_record(one[1]::regclass);
    call keep_clock(one[1]::regclass, 'recorded_at');
  end loop;
end $$;
