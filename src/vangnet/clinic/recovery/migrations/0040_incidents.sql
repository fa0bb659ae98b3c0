-- Incidents: who may write what, what a correction names, and whether an incident is reported.

-- What the protocol in force asks of an incident: rules/incidents.py once more.
create function recovery_incident_duty(
  unit uuid, moment timestamptz, kind text, grade int, found_on date,
  out duty text, out report_to text, out report_due_on date
) language plpgsql stable as $$
declare
  signed uuid := protocol_in_force(unit, moment);
  whom text := protocol_value(signed, 'incident_' || kind || '_report_to') ->> 'value';
  days int := protocol_value(signed, 'incident_' || kind || '_report_days_longest') ->> 'value';
  lowest int := protocol_value(signed, 'incident_' || kind || '_report_grade_lowest') ->> 'value';
begin
  report_to := '';
  if whom is null and days is null then
    duty := 'not_set';
  elsif grade < lowest then
    duty := 'not_needed';
  else
    duty := 'needed';
    report_to := coalesce(whom, '');
    report_due_on := found_on + coalesce(days, 0);
  end if;
end $$;

create function recovery_guard_incident() returns trigger language plpgsql as $$
declare
  was recovery_incident;
  asked record;
begin
  perform must_hold(
    staff_is(new.recorded_by_id, array['desk', 'nurse', 'prescriber', 'pharmacist', 'manager'])
    and exists (select from registry_workplace w
                 where w.user_id = new.recorded_by_id and w.unit_id = new.unit_id),
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
                where v.patient_id = new.patient_id and v.unit_id = new.unit_id),
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
create trigger c_guard before insert on recovery_incident
  for each row execute function recovery_guard_incident();
alter table recovery_incident enable always trigger c_guard;

-- The row that counts of an incident, named by its first.
create function recovery_incident_now(named uuid) returns recovery_incident
language sql stable as $$
  select i from recovery_incident i
   where (i.id = named and i.first_id is null or i.first_id = named)
     and not exists (select from recovery_incident n where n.corrects_id = i.id)
$$;

-- What a report, a measure and a lesson share: they are about the first row of an incident that
-- still counts, and they are written about now.
create function recovery_must_be_about_incident(named uuid, moment timestamptz) returns void
language plpgsql as $$
declare
  i recovery_incident;
begin
  perform pg_advisory_xact_lock(hashtextextended('incident:' || named, 0));
  i := recovery_incident_now(named);
  perform must_hold(i.id is not null and not i.is_void, 'incident_still_counts',
                    'There is no such incident, or it was struck.');
  perform must_be_about_now(i.unit_id, moment);
end $$;

create function recovery_guard_incident_report() returns trigger language plpgsql as $$
begin
  perform recovery_must_be_about_incident(new.incident_id, new.recorded_at);
  perform must_hold(staff_is(new.recorded_by_id, array['nurse', 'prescriber', 'manager']),
                    'incident_report_is_by_who_may', 'A nurse, prescriber or manager reports incidents.');
  perform must_hold(
    new.reported_at <= new.recorded_at
    and (select i.happened_at <= new.reported_at from recovery_incident i where i.id = new.incident_id),
    'incident_is_reported_after_it_happened', 'A report is made after the incident, and not in the future.');
  perform must_hold(
    new.corrects_id is null or exists (
      select from recovery_incidentreport r
       where r.id = new.corrects_id and r.incident_id = new.incident_id),
    'incident_report_corrects_its_own', 'A correction is of a report of the same incident.');
  return new;
end $$;
create trigger c_guard before insert on recovery_incidentreport
  for each row execute function recovery_guard_incident_report();
alter table recovery_incidentreport enable always trigger c_guard;

create function recovery_guard_measure() returns trigger language plpgsql as $$
declare
  i recovery_incident;
begin
  perform recovery_must_be_about_incident(new.incident_id, new.taken_at);
  i := recovery_incident_now(new.incident_id);
  perform must_hold(i.unit_id = new.unit_id and i.patient_id = new.patient_id,
                    'measure_is_about_the_incidents_patient', 'This incident is not about this person.');
  perform must_hold(
    staff_is(new.taken_by_id, case new.kind when 'suspension' then array['nurse', 'prescriber']
                                            else array['nurse', 'prescriber', 'manager'] end),
    'measure_is_taken_by_who_may', 'This measure is taken by someone with another role.');
  perform must_hold(
    exists (select from registry_workplace w join staff_user u on u.id = w.user_id
             where w.user_id = new.owner_id and w.unit_id = new.unit_id and u.is_active),
    'measure_has_an_owner_here', 'The owner of a measure works at this unit.');
  perform must_hold(new.ends_on >= clinic_day_of(new.unit_id, new.taken_at),
                    'measure_ends_later', 'A measure ends today or later.');
  perform must_hold(
    new.hold_id is null
    or (select h.patient_id = new.patient_id and h.kind = 'hard' and h.lifted_at is null
               and h.ends_at is null and h.placed_at = new.taken_at and h.review_on <= new.ends_on
          from consulting_hold h where h.id = new.hold_id),
    'suspension_holds_the_dose', 'A suspension holds every dose of this person until it is lifted.');
  return new;
end $$;
create trigger c_guard before insert on recovery_measure
  for each row execute function recovery_guard_measure();
alter table recovery_measure enable always trigger c_guard;

create function recovery_guard_measure_end() returns trigger language plpgsql as $$
declare
  m recovery_measure;
begin
  select * into m from recovery_measure where id = new.measure_id;
  perform must_be_about_now(m.unit_id, new.ended_at);
  perform must_hold(m.taken_at <= new.ended_at, 'measure_ends_after_it_began',
                    'A measure cannot end before it began.');
  perform must_hold(
    staff_is(new.ended_by_id, case m.kind when 'suspension' then array['prescriber']
                                          else array['nurse', 'prescriber', 'manager'] end),
    'measure_is_ended_by_who_may', 'This measure is ended by someone with another role.');
  perform must_hold(
    m.hold_id is null
    or (select h.lifted_at is not null from consulting_hold h where h.id = m.hold_id),
    'suspension_ends_with_its_hold', 'The hold of this suspension is still in force.');
  return new;
end $$;
create trigger c_guard before insert on recovery_measureend
  for each row execute function recovery_guard_measure_end();
alter table recovery_measureend enable always trigger c_guard;

create function recovery_guard_lesson() returns trigger language plpgsql as $$
begin
  perform recovery_must_be_about_incident(new.incident_id, new.written_at);
  perform must_hold(
    staff_is(new.written_by_id, array['nurse', 'prescriber', 'pharmacist', 'manager']),
    'lesson_is_written_by_who_may', 'A lesson is written by who treats, or by the manager.');
  perform must_hold(
    new.corrects_id is null or exists (
      select from recovery_lesson l where l.id = new.corrects_id and l.incident_id = new.incident_id),
    'lesson_corrects_its_own', 'A correction is of a lesson of the same incident.');
  return new;
end $$;
create trigger c_guard before insert on recovery_lesson
  for each row execute function recovery_guard_lesson();
alter table recovery_lesson enable always trigger c_guard;

-- For the list of tasks of the consulting room, which may not know this one.
create function recovery_incidents_to_report(unit uuid)
returns table (incident_id uuid, kind text, patient_id uuid, report_to text, report_due_on date)
language sql stable as $$
  select coalesce(i.first_id, i.id), i.kind, i.patient_id, i.report_to, i.report_due_on
    from recovery_incident i
   where i.unit_id = unit and i.duty = 'needed' and not i.is_void
     and not exists (select from recovery_incident n where n.corrects_id = i.id)
     and not exists (select from recovery_incidentreport r
                      where r.incident_id = coalesce(i.first_id, i.id))
$$;
create function recovery_measures_in_force(unit uuid)
returns table (measure_id uuid, incident_id uuid, kind text, patient_id uuid, owner_id uuid, ends_on date)
language sql stable as $$
  select m.id, m.incident_id, m.kind, m.patient_id, m.owner_id, m.ends_on
    from recovery_measure m left join consulting_hold h on h.id = m.hold_id
   where m.unit_id = unit and h.lifted_at is null
     and not exists (select from recovery_measureend e where e.measure_id = m.id)
$$;

call keep_record('recovery_incident');
call keep_record('recovery_incidentreport');
call keep_record('recovery_measure');
call keep_record('recovery_measureend');
call keep_record('recovery_lesson');
call keep_clock('recovery_incident', 'recorded_at');
