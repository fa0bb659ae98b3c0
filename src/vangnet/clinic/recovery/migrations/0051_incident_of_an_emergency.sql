-- An overdose is an incident, once, and the incident names its record. Who writes here works here.

-- One list of who helps, and the same two questions that every other room asks.
create or replace function recovery_works_at(person uuid, unit uuid) returns boolean
language sql stable as $$
  select staff_is(person, array['desk', 'nurse', 'prescriber', 'pharmacist', 'manager'])
     and consulting_works_here(person, unit)
$$;

create or replace function recovery_guard_incident() returns trigger language plpgsql as $$
declare
  was recovery_incident;
  asked record;
begin
  perform must_hold(
    recovery_works_at(new.recorded_by_id, new.unit_id),
    'incident_is_told_by_its_staff', 'An incident is recorded by staff of its unit.');
  perform must_hold(
    new.happened_at <= new.recorded_at
    and new.found_on between clinic_day_of(new.unit_id, new.happened_at)
                         and clinic_day_of(new.unit_id, new.recorded_at),
    'incident_is_not_of_the_future', 'An incident is found on the day it happened, or later.');
  perform must_hold(
    new.patient_id is null
    or (select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id)
    or exists (select from reception_visit v
                where v.patient_id = new.patient_id and v.unit_id = new.unit_id)
    or exists (select from recovery_emergency e
                where e.patient_id = new.patient_id and e.unit_id = new.unit_id),
    'incident_is_about_someone_of_this_unit', 'This person was never at this unit.');
  perform must_hold(
    new.visit_id is null
    or (select v.patient_id = new.patient_id and v.unit_id = new.unit_id
          from reception_visit v where v.id = new.visit_id),
    'incident_is_of_its_patients_visit', 'This visit is another person''s.');
  perform must_hold(
    new.dose_id is null
    or (select h.allowed and h.patient_id = new.patient_id and h.visit_id = new.visit_id
               and h.at <= new.happened_at
          from dispensary_handover h where h.id = new.dose_id),
    'incident_is_of_its_patients_dose', 'This dose is another person''s, or came later.');
  perform must_hold(
    new.emergency_key is null
    or (select e.unit_id = new.unit_id and e.patient_id is not distinct from new.patient_id
               and e.started_at <= new.recorded_at
          from recovery_emergency e where e.id = new.emergency_key),
    'incident_is_of_its_emergency', 'This emergency is another person''s, or of another unit.');
  if new.corrects_id is not null then
    perform pg_advisory_xact_lock(hashtextextended('incident:' || new.first_id, 0));
    select * into was from recovery_incident where id = new.corrects_id;
    perform must_hold(
      was.unit_id = new.unit_id and coalesce(was.first_id, was.id) = new.first_id
      and not was.is_void and was.recorded_at <= new.recorded_at,
      'incident_corrects_one_of_its_own', 'A correction names the last row of the same incident.');
  end if;
  select * into asked from recovery_incident_duty(
    new.unit_id, new.recorded_at, new.kind, new.grade, new.found_on);
  perform must_hold(
    new.duty = asked.duty and new.report_to = asked.report_to
    and new.report_due_on is not distinct from asked.report_due_on,
    'incident_duty_is_what_is_signed', 'The signed protocol says otherwise about reporting this.');
  return new;
end $$;

-- At commit: an overdose that has ended stands in the register of incidents. By mistake is none.
create function recovery_check_incident() returns trigger language plpgsql as $$
begin
  perform must_hold(
    exists (select from recovery_incident i where i.emergency_key = new.id and i.kind = 'overdose'),
    'overdose_is_an_incident', 'The overdose has ended, and no incident says so.');
  return null;
end $$;
create constraint trigger y_incident after update on recovery_emergency
  deferrable initially deferred for each row
  when (old.ended_at is null and new.ended_at is not null and new.outcome <> 'no_overdose')
  execute function recovery_check_incident();
alter table recovery_emergency enable always trigger y_incident;

-- The person in the column tg_argv[0] works at the unit the row is about.
create function recovery_guard_works_here() returns trigger language plpgsql as $$
declare
  written jsonb := to_jsonb(new);
  here uuid := written ->> 'unit_id';
begin
  if here is null and written ? 'incident_id' then
    select i.unit_id into here from recovery_incident i where i.id = (written ->> 'incident_id')::uuid;
  elsif here is null then
    select m.unit_id into here from recovery_measure m where m.id = (written ->> 'measure_id')::uuid;
  end if;
  perform must_hold(consulting_works_here((written ->> tg_argv[0])::uuid, here),
                    'entry_is_by_staff_here', 'Only staff of this unit write this.');
  return new;
end $$;
create trigger d_guard_here before insert on recovery_observation
  for each row execute function recovery_guard_works_here('by_id');
alter table recovery_observation enable always trigger d_guard_here;
create trigger d_guard_here before insert on recovery_departure
  for each row execute function recovery_guard_works_here('by_id');
alter table recovery_departure enable always trigger d_guard_here;
create trigger d_guard_here before insert on recovery_absence
  for each row execute function recovery_guard_works_here('by_id');
alter table recovery_absence enable always trigger d_guard_here;
create trigger d_guard_here before insert on recovery_alarmanswer
  for each row execute function recovery_guard_works_here('by_id');
alter table recovery_alarmanswer enable always trigger d_guard_here;
create trigger d_guard_here before insert on recovery_followup
  for each row execute function recovery_guard_works_here('by_id');
alter table recovery_followup enable always trigger d_guard_here;
create trigger d_guard_here before insert on recovery_followuptry
  for each row execute function recovery_guard_works_here('by_id');
alter table recovery_followuptry enable always trigger d_guard_here;
create trigger d_guard_here before insert on recovery_incidentreport
  for each row execute function recovery_guard_works_here('recorded_by_id');
alter table recovery_incidentreport enable always trigger d_guard_here;
create trigger d_guard_here before insert on recovery_measure
  for each row execute function recovery_guard_works_here('taken_by_id');
alter table recovery_measure enable always trigger d_guard_here;
create trigger d_guard_here before insert on recovery_measureend
  for each row execute function recovery_guard_works_here('ended_by_id');
alter table recovery_measureend enable always trigger d_guard_here;
create trigger d_guard_here before insert on recovery_lesson
  for each row execute function recovery_guard_works_here('written_by_id');
alter table recovery_lesson enable always trigger d_guard_here;
