-- Days without a dose: what the consulting room reads of them, and the guard of what rules.gaps says.

-- Every clinic day since `since` on which a dose of this person counted, a drug; open doses count,
-- and a bottle at home does on its day.
create function dispensary_days_dosed(person uuid, since date)
returns table (drug text, clinic_day date, doses int, last_mg numeric, day_mg numeric)
language sql stable as $$
  select had.drug, had.clinic_day, count(*)::int,
         (array_agg(had.mg order by had.at desc, had.key desc))[1], sum(had.mg)
    from dispensary_had(person) had
   where had.clinic_day >= since group by had.drug, had.clinic_day
$$;

-- The last clinic day before `day` with a dose of that drug.
create function dispensary_last_day(patient uuid, wanted text, day date) returns date
language sql stable as $$
  select max(had.clinic_day) from dispensary_had(patient) had
   where had.drug = wanted and had.clinic_day < day
$$;

-- For each order of the unit that nothing supersedes: the last day with a dose of its drug.
create function dispensary_last_dosed(unit uuid, until date)
returns table (order_id uuid, clinic_day date, doses int, last_mg numeric, day_mg numeric)
language sql stable as $$
  select o.id, d.clinic_day, d.doses, d.last_mg, d.day_mg
    from consulting_order o
    cross join lateral dispensary_last_day(o.patient_id, o.drug::text, until + 1) last_on
    cross join lateral dispensary_days_dosed(o.patient_id, last_on) d
   where o.unit_id = unit and last_on is not null
     and d.drug = o.drug and d.clinic_day = last_on
     and not exists (select from consulting_order n where n.supersedes_id = o.id)
$$;

-- Bottles at home for that day or later of which no running order says as much: it was stopped, is
-- over, or was lowered since. Of the unit's own patients, a row a supply.
create function dispensary_bottles_out_of_order(unit uuid, day date)
returns table (supply_id uuid, patient_id uuid, bottles int, first_on date)
language sql stable as $$
  select b.supply_id, b.patient_id, count(*)::int, min(b.for_on)
    from dispensary_bottle b join registry_patient p on p.id = b.patient_id
   where p.unit_id = unit and b.back_at is null and b.for_on >= day
     and not exists (
       select from consulting_order o cross join lateral consulting_order_on(o.id, b.for_on) says
        where o.patient_id = b.patient_id and o.drug = b.drug and says.dose_mg >= b.dose_mg
          and b.for_on between o.valid_from and coalesce(o.valid_until, 'infinity')
          and not exists (select from consulting_order n where n.supersedes_id = o.id)
          and not exists (select from consulting_orderstop s where s.order_id = o.id))
   group by b.supply_id, b.patient_id
$$;

create function dispensary_guard_sessions(new dispensary_handover, most int, last_on date, restarted date)
returns void language plpgsql as $$
declare
  a_day int;
  had int;
  missed int;
begin
  if dispensary_doses(new.patient_id, new.clinic_day, new.drug) > 0 then
    return;  -- asked before the first dose of the day
  end if;
  select o.doses_per_day into a_day from consulting_order_on(new.order_id, new.clinic_day) o;
  had := dispensary_doses(new.patient_id, last_on, new.drug);
  missed := case when restarted > last_on then a_day * greatest(new.clinic_day - restarted - 1, 0)
                 else greatest(a_day - had, 0) + a_day * greatest(new.clinic_day - last_on - 1, 0) end;
  perform must_hold(missed <= most, 'missed_sessions_need_a_restart',
                    'After missed sessions only a prescriber restarts.');
end $$;

-- Whether so much was missed on that day that the protocol asks for a fresh start (rules/gate/anew.py).
create function dispensary_missed_enough(new dispensary_handover, l protocols_protocollimit, last_on date)
returns boolean language plpgsql as $$
declare
  a_day int;
begin
  if new.clinic_day - last_on > l.gap_days_max then
    return true;
  end if;
  if l.gap_sessions_max is null or new.clinic_day - last_on < 2 then
    return false;
  end if;
  select o.doses_per_day into a_day from consulting_order_on(new.order_id, new.clinic_day) o;
  return greatest(a_day - dispensary_doses(new.patient_id, last_on, new.drug), 0)
         + a_day * (new.clinic_day - last_on - 1) > l.gap_sessions_max;
end $$;

create function dispensary_guard_step_down(new dispensary_handover, steps jsonb, last_on date)
returns void language plpgsql as $$
declare
  share numeric;
  last_mg numeric;
begin
  select (step ->> 1)::numeric into share from jsonb_array_elements(steps) step
   where (step ->> 0)::int <= new.clinic_day - last_on - 1 order by (step ->> 0)::int desc limit 1;
  select had.mg into last_mg from dispensary_had(new.patient_id) had
   where had.drug = new.drug and had.salt_form = new.salt_form and had.route = new.route
     and had.clinic_day < new.clinic_day and had.clinic_day >= last_on
   order by had.clinic_day desc, had.at desc, had.key desc limit 1;
  perform must_hold(share is null or last_mg is null
                    or new.dose_mg <= trunc(last_mg * share, 3),
                    'dose_is_at_most_the_step_down', 'More than the step-down table allows.');
end $$;

create function dispensary_guard_missed(new dispensary_handover) returns void language plpgsql as $$
declare
  l protocols_protocollimit;
  last_on date;
  restarted date;
begin
  select * into l from protocols_protocollimit
   where version_id = new.protocol_id and drug = new.drug
     and salt_form = new.salt_form and route = new.route;
  if l.gap_sessions_max is null and l.gap_step_down is null then
    return;
  end if;
  last_on := dispensary_last_day(new.patient_id, new.drug, new.clinic_day);
  if last_on is null then
    return;
  end if;
  select coalesce(clinic_day_of(new.unit_id, max(o.signed_at)), '-infinity') into restarted
    from consulting_order o
   where o.patient_id = new.patient_id and o.is_restart and o.drug = new.drug;
  if l.gap_sessions_max is not null then
    perform dispensary_guard_sessions(new, l.gap_sessions_max, last_on, restarted);
  end if;
  if l.gap_step_down is not null
     and not (restarted > last_on and dispensary_missed_enough(new, l, last_on)) then
    perform dispensary_guard_step_down(new, l.gap_step_down, last_on);
  end if;
end $$;
create function dispensary_guard_gaps() returns trigger language plpgsql as $$
begin
  perform dispensary_guard_missed(new);
  return new;
end $$;
create trigger d_gaps before insert on dispensary_handover
  for each row when (new.allowed) execute function dispensary_guard_gaps();
alter table dispensary_handover enable always trigger d_gaps;

-- A bottle is asked as a dose of its day, with those before it drunk.
create function dispensary_guard_gaps_at_home() returns trigger language plpgsql as $$
begin
  perform dispensary_guard_missed(jsonb_populate_record(null::dispensary_handover,
    to_jsonb(p) || jsonb_build_object('dose_mg', new.dose_mg, 'clinic_day', new.for_on)))
     from dispensary_supply p where p.id = new.supply_id;
  return new;
end $$;
create trigger d_gaps before insert on dispensary_bottle
  for each row execute function dispensary_guard_gaps_at_home();
alter table dispensary_bottle enable always trigger d_gaps;

-- A hold that was set to end by itself stops no dose after its end: in the hatch's reading, and in
-- the guard. Only these lines change; the rest of the functions stays as it stands.
do $$
declare
  was text;
  becomes text;
  part record;
begin
  for part in select * from (values
    ('dispensary_at_the_hatch',
     E'from consulting_hold h join staff_user w on w.id = h.owner_id\n               where h.patient_id = person and h.lifted_at is null',
     'from consulting_holds_in_force(person, moment) h join staff_user w on w.id = h.owner_id'),
    ('dispensary_guard_permission',
     'select from consulting_hold h where h.patient_id = new.patient_id and h.lifted_at is null',
     'select from consulting_holds_in_force(new.patient_id, new.at)'),
    ('dispensary_guard_supply',
     'select from consulting_hold h where h.patient_id = new.patient_id and h.lifted_at is null',
     'select from consulting_holds_in_force(new.patient_id, new.at)')) as parts (name, old, new)
  loop
    select pg_get_functiondef(p.oid) into was from pg_proc p
     where p.proname = part.name and p.pronamespace = 'public'::regnamespace;
    becomes := replace(was, part.old, part.new);
    if becomes = was then
      raise exception '% does not read holds as it did: write this step anew.', part.name;
    end if;
    execute becomes;
  end loop;
end $$;
