-- The unit's readiness: what the hatch reads of it, and the guard of what rules/readiness.py says.

-- The unit's last check by that moment, and its calibrated testers. The plain reading of the same is
-- dispensary/readiness/facts.py. Not stable: after a lock it must see what is committed by then.
create function dispensary_readiness(unit uuid, moment timestamptz) returns jsonb
language plpgsql as $$
declare
  today date := clinic_day_of(unit, moment);
begin
  return (
    select jsonb_build_object(
      'zone', u.time_zone, 'day_starts_at', u.day_starts_at,
      'testers', (
        select count(*) from devices_breathtester t
         where t.unit_id = u.id and t.in_service and (
           select today between c.calibrated_on and c.due_on from devices_calibration c
            where c.tester_id = t.id
            order by c.calibrated_on desc, c.recorded_at desc, c.id desc limit 1)),
      'check', (
        select jsonb_build_array(
                 c.checked_at, c.naloxone, c.oxygen_ready, c.resuscitation_kit_ready,
                 (select jsonb_agg(jsonb_build_array(d.role, d.n) order by d.role collate "C")
                    from (select s.role, count(*) as n from staff_user s
                           where s.id = any (c.on_duty) and s.is_active group by s.role) d))
          from dispensary_unitcheck c where c.unit_id = u.id and c.checked_at <= moment
         order by c.checked_at desc, c.id desc limit 1))
      from registry_unit u where u.id = unit);
end $$;

-- When this shift began: the last signed start that has passed, or the clinic day itself. A start
-- before the hour at which the clinic day begins is one of the night after it.
create function dispensary_shift_began(unit uuid, moment timestamptz, starts jsonb)
returns timestamptz language sql stable as $$
  select max(began.at)
    from registry_unit u
    cross join lateral (select clinic_day_of(u.id, moment) as today) d
    cross join lateral (
      select clinic_day_start(d.today, u.day_starts_at, u.time_zone) as at
      union all
      select clinic_day_start(d.today + (s.value::time < u.day_starts_at)::int, s.value::time, u.time_zone)
        from jsonb_array_elements_text(starts) s) began
   where u.id = unit and began.at <= moment
$$;

-- No dose and no supply from a unit that is not ready by the protocol it is given by. A value that
-- nobody signed is not known, and what is not known does not hold.
create function dispensary_guard_unit_ready() returns trigger language plpgsql as $$
declare
  says jsonb;
  stands jsonb;
  found jsonb;
  today date;
  duty text;
begin
  select jsonb_object_agg(v.key, v.value) into says from (
    select distinct on (x ->> 'key') substring(x ->> 'key' from 11) as key, x -> 'value' as value
      from protocols_protocolversion p,
           lateral (select s.x, 1 as place from jsonb_array_elements(p.content -> 'site' -> 'values') s(x)
                    union all
                    select c.x, 2 from jsonb_array_elements(p.content -> 'country' -> 'values') c(x)) one
     where p.id = new.protocol_id and starts_with(x ->> 'key', 'readiness_')
       and x ->> 'value' is not null and x ->> 'product' is null
     order by x ->> 'key', place) v;
  perform must_hold(
    says ?& array['shift_starts', 'naloxone_fewest', 'oxygen_needed', 'resuscitation_kit_needed',
                  'breath_tester_needed', 'on_duty_nurse_fewest', 'on_duty_prescriber_fewest',
                  'on_duty_pharmacist_fewest', 'on_duty_desk_fewest'],
    'dose_needs_signed_readiness', 'The signed protocol does not say when this unit is ready.');
  today := clinic_day_of(new.unit_id, new.at);
  stands := dispensary_readiness(new.unit_id, new.at);
  found := stands -> 'check';
  perform must_hold(
    (found ->> 0)::timestamptz
      between dispensary_shift_began(new.unit_id, new.at, says -> 'shift_starts') and new.at,
    'dose_needs_a_checked_unit', 'The unit was not checked in this shift.');
  perform must_hold(
    (select coalesce(sum((lot ->> 2)::int), 0) from jsonb_array_elements(found -> 1) lot
      where (lot ->> 1)::date >= today) >= (says ->> 'naloxone_fewest')::int,
    'dose_needs_naloxone', 'There is too little naloxone in date.');
  perform must_hold(not (says ->> 'oxygen_needed')::boolean or (found ->> 2)::boolean,
                    'dose_needs_oxygen', 'Oxygen was not found ready.');
  perform must_hold(not (says ->> 'resuscitation_kit_needed')::boolean or (found ->> 3)::boolean,
                    'dose_needs_a_resuscitation_kit', 'The resuscitation kit was not found ready.');
  foreach duty in array array['nurse', 'prescriber', 'pharmacist', 'desk'] loop
    perform must_hold(
      coalesce((select (one ->> 1)::int
                  from jsonb_array_elements(case when jsonb_typeof(found -> 4) = 'array'
                                                 then found -> 4 else '[]' end) one
                 where one ->> 0 = duty), 0) >= (says ->> ('on_duty_' || duty || '_fewest'))::int,
      'dose_needs_staff_on_duty', 'Too few people are on duty.');
  end loop;
  perform must_hold(
    not (says ->> 'breath_tester_needed')::boolean or (stands ->> 'testers')::int > 0,
    'dose_needs_a_calibrated_tester', 'No breath tester of this unit is calibrated.');
  return new;
end $$;
create trigger d_unit_ready before insert on dispensary_handover
  for each row when (new.allowed) execute function dispensary_guard_unit_ready();
alter table dispensary_handover enable always trigger d_unit_ready;
create trigger d_unit_ready before insert on dispensary_supply
  for each row when (new.allowed) execute function dispensary_guard_unit_ready();
alter table dispensary_supply enable always trigger d_unit_ready;

create function dispensary_guard_unit_check() returns trigger language plpgsql as $$
begin
  perform must_hold(staff_is(new.checked_by_id, array['nurse', 'prescriber', 'pharmacist']),
                    'unit_check_is_by_who_may', 'Only a nurse, prescriber or pharmacist checks the unit.');
  perform must_hold(
    not exists (select from unnest(array_append(new.on_duty, new.checked_by_id)) person
                 where not exists (select from registry_workplace w
                                    where w.user_id = person and w.unit_id = new.unit_id)),
    'unit_check_is_of_its_own_staff', 'Someone named here does not work at this unit.');
  perform must_hold(
    jsonb_typeof(new.naloxone) = 'array'
    and not exists (
      select from jsonb_array_elements(new.naloxone) lot
       where not (jsonb_typeof(lot) = 'array' and jsonb_array_length(lot) = 3
                  and coalesce(lot ->> 0, '') <> '' and lot ->> 1 ~ '^\d{4}-\d{2}-\d{2}$'
                  and jsonb_typeof(lot -> 2) = 'number' and lot ->> 2 ~ '^[1-9]\d{0,2}$')),
    'unit_check_counts_its_naloxone', 'Each lot of naloxone has its number, last day and count.');
  return new;
end $$;
create trigger c_guard before insert on dispensary_unitcheck
  for each row execute function dispensary_guard_unit_check();
alter table dispensary_unitcheck enable always trigger c_guard;

call keep_clock('dispensary_unitcheck', 'checked_at');
call keep_record('dispensary_unitcheck');
