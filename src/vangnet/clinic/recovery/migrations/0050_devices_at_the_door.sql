-- At the door: every clock from the end of the last dose, and what a device says about the one who goes.
create or replace function recovery_guard_departure() returns trigger language plpgsql as $$
declare
  ended timestamptz;
  used record;
  l protocols_protocollimit;
  o recovery_observation;
begin
  perform must_hold(
    (select count(*) > 0 and bool_and(u.ended_at is not null and u.patient_id = new.patient_id)
       from dispensary_use u where u.visit_id = new.visit_id),
    'departure_follows_the_end_of_use', 'The dose of this visit has not ended.');
  select max(u.ended_at) into ended from dispensary_use u where u.visit_id = new.visit_id;
  if new.kind = 'released' then
    select * into o from recovery_observation where id = new.exit_check_id;
    for used in select u.ended_at, h.* from dispensary_use u
                  join dispensary_handover h on h.id = u.hand_over_id where u.visit_id = new.visit_id
    loop
      select * into l from protocols_protocollimit
       where version_id = used.protocol_id and drug = used.drug
         and salt_form = used.salt_form and route = used.route;
      -- A top-up starts every clock again: each runs from the end of the last dose.
      perform must_hold(ended + l.observation_shortest <= new.at,
                        'release_waits_for_the_clock', 'The time of observation is not over.');
      perform must_hold(
        o.visit_id = new.visit_id and o.is_exit_check and o.at >= ended and o.at <= new.at
        and o.at + l.exit_check_valid >= new.at and o.sedation_score <= l.exit_sedation_score_max
        and not o.asleep and o.signs = '{}'
        and (l.exit_oxygen_percent_lowest is null or o.spo2_percent >= l.exit_oxygen_percent_lowest)
        and not exists (select from recovery_observation n where n.corrects_id = o.id),
        'release_needs_the_exit_check', 'The exit check is missing, too old, or did not pass.');
      perform must_hold(not exists (
        select from recovery_observation n
         where n.visit_id = new.visit_id and n.id <> o.id and n.at >= o.at
           and (n.sedation_score > l.exit_sedation_score_max or n.asleep or n.signs <> '{}'
                or n.spo2_percent < l.exit_oxygen_percent_lowest)
           and not exists (select from recovery_observation c where c.corrects_id = n.id)),
        'release_weighs_what_came_after_the_check', 'Signs noted after the exit check speak against it.');
    end loop;
  else
    perform must_hold(exists (
      select from consulting_hold h where h.patient_id = new.patient_id
         and h.kind = 'hard' and h.lifted_at is null),
      'leaving_against_advice_holds_the_next_dose', 'Leaving against advice puts the next dose on hold.');
  end if;
  return new;
end $$;

create or replace function recovery_guard_departure_watch() returns trigger language plpgsql as $$
declare
  checked recovery_observation;
begin
  if new.kind <> 'released' then
    return new;
  end if;
  select * into checked from recovery_observation where id = new.exit_check_id;
  perform must_hold(not exists (
    select from recovery_observation n
     where n.visit_id = new.visit_id and (n.id = checked.id or n.at >= checked.at)
       and n.asks in ('call', 'overdose')
       and not exists (select from recovery_observation c where c.corrects_id = n.id)),
    'release_weighs_what_signs_ask_for', 'Signs at or after the exit check ask for help.');
  perform must_hold(not coalesce((
    select a.is_gone from recovery_absence a where a.visit_id = new.visit_id
     order by a.at desc, a.id desc limit 1), false),
    'release_is_of_who_is_there', 'The patient is not in the room.');
  return new;
end $$;

-- What devices were sure of and what still counts beside an exit check: everything since it, and the last
-- word of each device while that is fresh. Rounded down: a saturation of 89.6 per cent is not yet 90.
create function recovery_device_said(visit uuid, checked timestamptz, fresh timestamptz)
returns table (kind text, value int, at timestamptz) language sql stable as $$
  with sent as (
    select r.kind, r.device_id, floor(r.value)::int as value,
           case when r.measured_at is null or 'clock_ignored' = any (r.flags) then r.received_at
                else least(r.measured_at, r.received_at) end as at
      from devices_reading r
     where r.visit_id = visit and r.kind in ('spo2', 'pulse', 'respiratory_rate')
       and not r.flags && array['questionable', 'low_signal', 'sensor_alarm']::varchar[]),
  told as (
    select s.*, row_number() over (partition by s.device_id, s.kind order by s.at desc) = 1 as is_last
      from sent s)
  select t.kind, t.value, t.at from told t
   where t.at >= checked or (t.is_last and t.at > fresh)
$$;

-- Nobody is released against a device: one under the lowest of the exit check, or one that asks for help.
-- It lets nobody go either: the check itself has its own oxygen. rules/observation.py once more.
create function recovery_guard_device_said() returns trigger language plpgsql as $$
declare
  checked recovery_observation;
  seen recovery_observation;
  used record;
  said record;
  lowest int;
  lost interval;
begin
  select * into checked from recovery_observation where id = new.exit_check_id;
  seen.visit_id := new.visit_id;
  for used in select h.* from dispensary_use u join dispensary_handover h on h.id = u.hand_over_id
               where u.visit_id = new.visit_id
  loop
    select l.exit_oxygen_percent_lowest into lowest from protocols_protocollimit l
     where l.version_id = used.protocol_id and l.drug = used.drug
       and l.salt_form = used.salt_form and l.route = used.route;
    lost := make_interval(secs => coalesce((recovery_signed(
      used.protocol_id, used.drug, used.salt_form, used.route, 'alarm_signal_lost_seconds_max')
      #>> '{}')::numeric, 0)::float);
    for said in select distinct s.kind, s.value, s.at
                  from recovery_device_said(new.visit_id, checked.at, new.at - lost) s
    loop
      perform must_hold(lowest is null or said.kind <> 'spo2' or said.value >= lowest,
                        'release_weighs_what_a_device_says',
                        'A device measured too little oxygen since the exit check.');
      seen.at := said.at;
      seen.spo2_percent := case said.kind when 'spo2' then said.value end;
      seen.pulse_per_minute := case said.kind when 'pulse' then said.value end;
      seen.breaths_per_minute := case said.kind when 'respiratory_rate' then said.value end;
      perform must_hold(recovery_asks(seen) not in ('call', 'overdose'),
                        'release_weighs_what_a_device_says',
                        'A device measured what asks for help since the exit check.');
    end loop;
  end loop;
  return new;
end $$;
create trigger d_guard_device before insert on recovery_departure
  for each row when (new.kind = 'released') execute function recovery_guard_device_said();
alter table recovery_departure enable always trigger d_guard_device;
