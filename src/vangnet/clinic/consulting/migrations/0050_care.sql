-- Health checks and counselling: who may write what, and what a check does to a dose.
-- The last check of each kind that counts, and the person's own plan. The plain reading of the same
-- is consulting/care/facts.py. Not stable: after a lock it must see what is committed by then.
create function consulting_checks(person uuid, day date) returns jsonb language plpgsql as $$
begin
  return (
    select jsonb_agg(jsonb_build_array(k.kind, r.last_on, p.every_months) order by k.kind collate "C")
      from (select kind from consulting_result where patient_id = person
            union select kind from consulting_checkplan where patient_id = person) k
      left join lateral (
        select max(t.taken_on) as last_on from consulting_result t
         where t.patient_id = person and t.kind = k.kind and t.taken_on <= day
           and not t.is_void and t.finding not in ('refused', 'not_possible')
           and not exists (select from consulting_result n where n.corrects_id = t.id)) r on true
      left join lateral (
        select c.every_months from consulting_checkplan c
         where c.patient_id = person and c.kind = k.kind
         order by c.recorded_at desc, c.id desc limit 1) p on true);
end $$;

-- The person's first day here: from then on a check that was never done is due.
create function consulting_checks_since(person uuid) returns date language sql stable as $$
  select clinic_day_of(p.unit_id, p.registered_at) from registry_patient p where p.id = person
$$;

-- Overdue checks for which a dose waits, by that signed version: rules/checks.py once more.
create function consulting_blocking_checks(person uuid, day date, protocol uuid) returns jsonb
language plpgsql as $$
begin
  return (
    with signed as (
      select distinct on (x ->> 'key') x ->> 'key' as key, x ->> 'value' as value
        from protocols_protocolversion v,
             lateral (select s.x, 1 as place
                        from jsonb_array_elements(v.content -> 'site' -> 'values') s(x)
                      union all
                      select c.x, 2
                        from jsonb_array_elements(v.content -> 'country' -> 'values') c(x)) one
       where v.id = protocol and starts_with(x ->> 'key', 'check_') and x ->> 'value' is not null
       order by x ->> 'key', place),
    stops as (
      select substring(key from '^check_(.*)_overdue_effect$') as kind
        from signed where key like 'check\_%\_overdue\_effect' and value = 'block'),
    done as (
      select one ->> 0 as kind, (one ->> 1)::date as last_on, (one ->> 2)::int as own_months
        from jsonb_array_elements(coalesce(consulting_checks(person, day), '[]')) one),
    due as (
      select s.kind,
             case when d.last_on is null then consulting_checks_since(person)
                  else (d.last_on + make_interval(months => m.months))::date end as due_on,
             m.months,
             coalesce((select value::int from signed where key = 'check_' || s.kind || '_block_after_days'),
                      0) as days
        from stops s
        left join done d on d.kind = s.kind
        cross join lateral (select least(
          (select value::int from signed where key = 'check_' || s.kind || '_every_months'),
          d.own_months) as months) m)
    select coalesce(jsonb_agg(jsonb_build_array(kind, due_on) order by kind collate "C"), '[]')
      from due where months is not null and day - due_on > days);
end $$;

create function consulting_guard_check_plan() returns trigger language plpgsql as $$
declare
  signed int := protocol_value(protocol_in_force(new.unit_id, new.recorded_at),
                               'check_' || new.kind || '_every_months') ->> 'value';
begin
  perform must_hold(is_prescriber(new.recorded_by_id), 'check_plan_is_by_a_prescriber',
                    'Only a prescriber plans checks for one person.');
  perform must_hold(
    new.every_months is null or signed is null or new.every_months <= signed,
    'check_plan_is_never_sparser', 'A plan for one person is denser than the protocol, never sparser.');
  return new;
end $$;
create trigger c_guard before insert on consulting_checkplan
  for each row execute function consulting_guard_check_plan();
alter table consulting_checkplan enable always trigger c_guard;

create function consulting_guard_result() returns trigger language plpgsql as $$
begin
  perform must_hold(
    case new.kind when 'prescriber_review' then is_prescriber(new.recorded_by_id)
                  else staff_is(new.recorded_by_id, array['nurse', 'prescriber']) end,
    'result_is_by_who_may', 'A nurse or prescriber records results; a review is the prescriber''s.');
  perform must_hold(new.taken_on <= clinic_day_of(new.unit_id, new.recorded_at),
                    'result_is_not_of_the_future', 'This day has not come yet.');
  perform must_hold(
    new.corrects_id is null or exists (
      select from consulting_result c where c.id = new.corrects_id
         and c.patient_id = new.patient_id and c.kind = new.kind and not c.is_void),
    'result_corrects_one_of_its_kind', 'A correction is of the same patient and the same check.');
  return new;
end $$;
create trigger c_guard before insert on consulting_result
  for each row execute function consulting_guard_result();
alter table consulting_result enable always trigger c_guard;

create function consulting_guard_result_part() returns trigger language plpgsql as $$
declare
  r consulting_result;
begin
  select * into r from consulting_result where id = new.result_id;
  perform must_hold(
    (select count(*) from consulting_resultpart t where t.result_id = r.id) < r.parts_count,
    'result_part_is_written_with_its_result', 'Parts are written with their result. Correct it instead.');
  perform must_hold(
    case r.kind when 'urine' then new.finding in ('positive', 'negative', 'unclear')
                else new.finding in ('good', 'sore', 'inflamed', 'closed') end,
    'result_part_fits_its_result', 'This finding is of another check.');
  return new;
end $$;
create trigger c_guard before insert on consulting_resultpart
  for each row execute function consulting_guard_result_part();
alter table consulting_resultpart enable always trigger c_guard;

-- At commit a result has all its parts, so that none can be added to it later.
create function consulting_check_parts() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select count(*) from consulting_resultpart t where t.result_id = new.id) = new.parts_count,
    'result_has_all_its_parts', 'A result is written with all its parts.');
  return null;
end $$;
create constraint trigger y_parts after insert on consulting_result
  deferrable initially deferred for each row execute function consulting_check_parts();
alter table consulting_result enable always trigger y_parts;

-- One member of staff sees one person at a time, and a person is at one place at a time. Bookings
-- of the same people wait for each other; no exclusion constraint, since that needs an extension.
create function consulting_guard_appointment() returns trigger language plpgsql as $$
declare
  was consulting_appointment;
begin
  if new.replaces_id is not null then
    perform pg_advisory_xact_lock(hashtextextended('appointment:' || new.replaces_id, 0));
    select * into was from consulting_appointment where id = new.replaces_id;
    perform must_hold(
      was.patient_id = new.patient_id and was.unit_id = new.unit_id and not was.is_cancelled
      and not exists (select from consulting_appointmentoutcome o where o.appointment_id = was.id),
      'appointment_replaces_an_open_one', 'This appointment is over or was cancelled.');
  end if;
  if new.is_cancelled then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('staff:' || new.staff_id, 0));
  perform pg_advisory_xact_lock(hashtextextended('patient:' || new.patient_id, 0));
  perform must_hold(
    not exists (
      select from consulting_appointment a
       where (a.staff_id = new.staff_id or a.patient_id = new.patient_id)
         and not a.is_cancelled and a.id is distinct from new.replaces_id
         and not exists (select from consulting_appointment n where n.replaces_id = a.id)
         and a.starts_at < new.starts_at + make_interval(mins => new.minutes)
         and new.starts_at < a.starts_at + make_interval(mins => a.minutes)),
    'appointment_meets_no_other', 'There is another appointment at this time.');
  return new;
end $$;
create trigger c_guard before insert on consulting_appointment
  for each row execute function consulting_guard_appointment();
alter table consulting_appointment enable always trigger c_guard;

create function consulting_guard_outcome() returns trigger language plpgsql as $$
declare
  a consulting_appointment;
begin
  perform pg_advisory_xact_lock(hashtextextended('appointment:' || new.appointment_id, 0));
  select * into a from consulting_appointment where id = new.appointment_id;
  perform must_hold(
    a.unit_id = new.unit_id and not a.is_cancelled
    and not exists (select from consulting_appointment n where n.replaces_id = a.id),
    'outcome_is_of_an_appointment_that_stands', 'This appointment was moved or cancelled.');
  perform must_hold(
    clinic_day_of(a.unit_id, new.recorded_at) >= clinic_day_of(a.unit_id, a.starts_at),
    'outcome_comes_on_its_day', 'The day of this appointment has not come yet.');
  perform must_hold(
    exists (select from consulting_contact c where c.id = new.contact_id
              and c.patient_id = a.patient_id and c.missed = not new.came),
    'outcome_counts_as_its_contact', 'The contact says something else than the appointment.');
  return new;
end $$;
create trigger c_guard before insert on consulting_appointmentoutcome
  for each row execute function consulting_guard_outcome();
alter table consulting_appointmentoutcome enable always trigger c_guard;

-- The desk says who came to an appointment; other contacts are written by nurses and prescribers.
create function consulting_check_contact_of_the_desk() returns trigger language plpgsql as $$
begin
  perform must_hold(
    not exists (select from staff_user u where u.id = new.recorded_by_id and u.role = 'desk')
    or exists (select from consulting_appointmentoutcome o where o.contact_id = new.id),
    'contact_is_written_by_who_may', 'A nurse or a prescriber of the unit writes a contact.');
  return null;
end $$;
create constraint trigger y_desk after insert on consulting_contact
  deferrable initially deferred for each row execute function consulting_check_contact_of_the_desk();
alter table consulting_contact enable always trigger y_desk;

create function consulting_guard_note() returns trigger language plpgsql as $$
declare
  signed int := protocol_value(protocol_in_force(new.unit_id, new.recorded_at),
                               'note_late_after') ->> 'value';
begin
  perform must_hold(staff_is(new.recorded_by_id, array['nurse', 'prescriber']), 'note_is_by_who_may',
                    'A nurse or prescriber writes notes.');
  perform must_hold(
    new.late_after_minutes is not distinct from signed
    and new.is_late = coalesce(new.recorded_at - new.about_at > make_interval(mins => signed), false),
    'note_says_when_it_is_late', 'A note written late is marked as late.');
  perform must_hold(
    new.addendum_to_id is null or exists (
      select from consulting_note n where n.id = new.addendum_to_id
         and n.patient_id = new.patient_id and n.addendum_to_id is null),
    'addendum_names_a_note', 'An addendum names a note of the same patient.');
  return new;
end $$;
create trigger c_guard before insert on consulting_note
  for each row execute function consulting_guard_note();
alter table consulting_note enable always trigger c_guard;

create function consulting_guard_consent() returns trigger language plpgsql as $$
begin
  perform must_hold(staff_is(new.recorded_by_id, array['nurse', 'prescriber']), 'consent_is_kept_by_who_may',
                    'A nurse or prescriber records consent.');
  perform must_hold(new."on" <= clinic_day_of(new.unit_id, new.recorded_at),
                    'consent_is_not_of_the_future', 'This day has not come yet.');
  return new;
end $$;
create trigger c_guard before insert on consulting_consent
  for each row execute function consulting_guard_consent();
alter table consulting_consent enable always trigger c_guard;

create function consulting_guard_complaint() returns trigger language plpgsql as $$
begin
  perform must_hold(new.received_on <= clinic_day_of(new.unit_id, new.recorded_at),
                    'complaint_is_not_of_the_future', 'This day has not come yet.');
  return new;
end $$;
create trigger c_guard before insert on consulting_complaint
  for each row execute function consulting_guard_complaint();
alter table consulting_complaint enable always trigger c_guard;

create function consulting_guard_complaint_step() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('complaint:' || new.complaint_id, 0));
  perform must_hold(
    not exists (select from consulting_complaintstep s
                 where s.complaint_id = new.complaint_id and s.move = 'closed'),
    'complaint_is_still_open', 'This complaint is closed.');
  return new;
end $$;
create trigger c_guard before insert on consulting_complaintstep
  for each row execute function consulting_guard_complaint_step();
alter table consulting_complaintstep enable always trigger c_guard;

-- A health record is kept by the staff of the patient's own unit: a result lifts a check that stops
-- doses, a consent opens a letter.
create function consulting_guard_own_unit() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id)
    and consulting_works_here(new.recorded_by_id, new.unit_id),
    'record_is_kept_by_the_patients_unit', 'This patient is of another unit.');
  return new;
end $$;

call keep_record('consulting_resultpart');
do $$
declare
  name text;
begin
  foreach name in array array['consulting_checkplan', 'consulting_result', 'consulting_appointment',
      'consulting_note', 'consulting_consent', 'consulting_complaint'] loop
    execute format('create trigger d_own_unit before insert on %I
                      for each row execute function consulting_guard_own_unit()', name);
    execute format('alter table %I enable always trigger d_own_unit', name);
  end loop;
  foreach name in array array['consulting_checkplan', 'consulting_result', 'consulting_appointment',
      'consulting_appointmentoutcome', 'consulting_note', 'consulting_consent',
      'consulting_complaint', 'consulting_complaintstep'] loop
    call keep_record(name::regclass);
    call keep_clock(name::regclass, 'recorded_at');
  end loop;
end $$;
