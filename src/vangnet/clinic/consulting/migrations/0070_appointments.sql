-- Appointments: made for what is to come, said of what is there, and counted by who saw the person.

-- Shortly before its time somebody is there already. CAME_EARLY of rules/appointments.py.
create function appointment_early() returns interval language sql immutable as $$
  select interval '30 minutes'
$$;

create function consulting_guard_appointment_to_come() returns trigger language plpgsql as $$
begin
  perform must_hold(
    new.is_cancelled or new.starts_at >= date_trunc('minute', new.recorded_at),
    'appointment_is_to_come', 'An appointment is made for a time that has not passed.');
  return new;
end $$;
create trigger d_to_come before insert on consulting_appointment
  for each row execute function consulting_guard_appointment_to_come();
alter table consulting_appointment enable always trigger d_to_come;

-- Who records contacts: nurses and prescribers. The desk knows who came in, not who was treated.
create function consulting_may_record_contact(person uuid) returns boolean language sql stable as $$
  select staff_is(person, array['nurse', 'prescriber'])
$$;

create or replace function consulting_guard_outcome() returns trigger language plpgsql as $$
declare
  a consulting_appointment;
  carer boolean := consulting_may_record_contact(new.recorded_by_id);
begin
  perform pg_advisory_xact_lock(hashtextextended('appointment:' || new.appointment_id, 0));
  select * into a from consulting_appointment where id = new.appointment_id;
  perform must_hold(
    a.unit_id = new.unit_id and not a.is_cancelled
    and not exists (select from consulting_appointment n where n.replaces_id = a.id),
    'outcome_is_of_an_appointment_that_stands', 'This appointment was moved or cancelled.');
  perform must_hold(
    new.recorded_at >= a.starts_at - case when new.came then appointment_early() else interval '0' end
    and clinic_day_of(a.unit_id, new.recorded_at) >= clinic_day_of(a.unit_id, a.starts_at),
    'outcome_comes_at_its_time', 'The time of this appointment has not come yet.');
  perform must_hold(
    carer or clinic_day_of(a.unit_id, new.recorded_at) = clinic_day_of(a.unit_id, a.starts_at),
    'outcome_of_another_day_is_by_who_treats', 'A nurse or a prescriber says this afterwards.');
  perform must_hold(
    (new.contact_id is null) = (new.came and not carer)
    and (new.contact_id is null or exists (
      select from consulting_contact c where c.id = new.contact_id
         and c.patient_id = a.patient_id and c.missed = not new.came)),
    'outcome_counts_as_its_contact', 'The contact says something else than the appointment.');
  return new;
end $$;

-- The desk said "came"; who saw the person says so, and only then it counts as a contact.
create function consulting_guard_seen() returns trigger language plpgsql as $$
declare
  a consulting_appointment;
begin
  perform pg_advisory_xact_lock(hashtextextended('appointment:' || new.appointment_id, 0));
  select * into a from consulting_appointment where id = new.appointment_id;
  perform must_hold(
    consulting_may_record_contact(new.recorded_by_id)
    and consulting_works_here(new.recorded_by_id, a.unit_id) and a.unit_id = new.unit_id,
    'seen_is_said_by_who_treats', 'A nurse or a prescriber says who was seen.');
  perform must_hold(
    exists (select from consulting_appointmentoutcome o
             where o.appointment_id = a.id and o.came and o.contact_id is null),
    'seen_is_of_somebody_who_came', 'Nobody said yet that this person came, or it counts already.');
  perform must_hold(
    new.recorded_at >= a.starts_at - appointment_early() and exists (
      select from consulting_contact c where c.id = new.contact_id
         and c.patient_id = a.patient_id and not c.missed and c.recorded_by_id = new.recorded_by_id),
    'seen_counts_as_its_contact', 'The contact says something else than the appointment.');
  return new;
end $$;
create trigger c_guard before insert on consulting_appointmentseen
  for each row execute function consulting_guard_seen();
alter table consulting_appointmentseen enable always trigger c_guard;

-- A contact by the desk only says that somebody did not come.
create or replace function consulting_check_contact_of_the_desk() returns trigger language plpgsql as $$
begin
  perform must_hold(
    not exists (select from staff_user u where u.id = new.recorded_by_id and u.role = 'desk')
    or (new.missed and exists (
      select from consulting_appointmentoutcome o where o.contact_id = new.id)),
    'contact_is_written_by_who_may', 'A nurse or a prescriber of the unit writes a contact.');
  return null;
end $$;

call keep_record('consulting_appointmentseen');
call keep_clock('consulting_appointmentseen', 'recorded_at');
