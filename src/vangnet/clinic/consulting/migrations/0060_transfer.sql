-- From one unit to another, step by step: signed, answered, done. Then the new unit is the home.

create function consulting_guard_transfer() returns trigger language plpgsql as $$
declare
  p registry_patient;
begin
  select * into p from registry_patient where id = new.patient_id for no key update;
  perform must_hold(p.unit_id = new.unit_id, 'transfer_is_of_a_patient_of_the_unit',
                    'This patient is of another unit.');
  perform must_hold(
    is_prescriber(new.signed_by_id) and consulting_works_here(new.signed_by_id, new.unit_id),
    'transfer_is_signed_at_home', 'A prescriber of the patient''s own unit signs a transfer.');
  perform must_hold(
    (select a.country = b.country from registry_unit a, registry_unit b
      where a.id = new.unit_id and b.id = new.to_unit_id),
    'transfer_stays_in_the_country', 'In another country other rules hold.');
  perform must_hold(new.from_on >= clinic_day_of(new.unit_id, new.signed_at),
                    'transfer_is_not_of_the_past', 'A transfer is not signed for the past.');
  perform must_hold(not exists (select from consulting_open_transfers(p.id)),
                    'transfer_is_one_at_a_time', 'A transfer is under way already.');
  perform must_hold(
    coalesce(consulting_last_day_elsewhere(p.id, new.to_unit_id) < new.from_on, true),
    'transfer_is_after_the_last_dose', 'A dose was given here on that day.');
  perform must_hold(
    not exists (select from consulting_guest_days(p.id) g where g.last_on >= new.from_on),
    'transfer_is_after_the_guest_days', 'Guest days reach into the transfer.');
  perform must_hold(
    not exists (select from consulting_referral r
                 where r.patient_id = p.id and not consulting_is_decided(r.id)),
    'transfer_waits_for_the_referral', 'A referral is open. It is decided before the patient moves.');
  return new;
end $$;
create trigger c_guard before insert on consulting_transfer
  for each row execute function consulting_guard_transfer();
alter table consulting_transfer enable always trigger c_guard;

create function consulting_guard_transfer_answer() returns trigger language plpgsql as $$
declare
  t consulting_transfer;
begin
  select * into t from consulting_transfer where id = new.transfer_id;
  perform 1 from registry_patient where id = t.patient_id for no key update;
  perform must_hold(
    new.unit_id = case new.answer when 'taken_back' then t.unit_id else t.to_unit_id end
    and is_prescriber(new.answered_by_id) and consulting_works_here(new.answered_by_id, new.unit_id),
    'transfer_is_answered_by_who_may',
    'The receiving unit''s prescriber answers; the own unit''s takes it back.');
  perform must_hold(
    new.answer <> 'accepted'
    or coalesce(consulting_last_day_elsewhere(t.patient_id, t.to_unit_id) < t.from_on, true),
    'transfer_is_after_the_last_dose', 'The old unit has given a dose since. Let it sign anew.');
  return new;
end $$;
create trigger c_guard before insert on consulting_transferanswer
  for each row execute function consulting_guard_transfer_answer();
alter table consulting_transferanswer enable always trigger c_guard;

create function consulting_guard_transfer_done() returns trigger language plpgsql as $$
declare
  t consulting_transfer;
begin
  select * into t from consulting_transfer where id = new.transfer_id;
  perform 1 from registry_patient where id = t.patient_id for no key update;
  perform must_hold(
    new.unit_id = t.to_unit_id
    and is_prescriber(new.done_by_id) and consulting_works_here(new.done_by_id, t.to_unit_id),
    'transfer_is_done_by_the_receiver', 'A prescriber of the receiving unit takes the record over.');
  perform must_hold(
    exists (select from consulting_transferanswer a
             where a.transfer_id = t.id and a.answer = 'accepted')
    and t.from_on <= clinic_day_of(new.unit_id, new.done_at),
    'transfer_is_done_from_its_day', 'The transfer was not accepted, or its day has not come.');
  perform must_hold(
    not exists (select from reception_visit v where v.patient_id = t.patient_id and v.closed_at is null),
    'transfer_waits_for_the_door', 'The patient is in a unit right now.');
  return new;
end $$;
create trigger c_guard before insert on consulting_transferdone
  for each row execute function consulting_guard_transfer_done();
alter table consulting_transferdone enable always trigger c_guard;

-- At commit a transfer that is done has moved the record and left no order of the old unit.
create function consulting_check_transfer_done() returns trigger language plpgsql as $$
declare
  t consulting_transfer;
  p registry_patient;
begin
  select * into t from consulting_transfer where id = new.transfer_id;
  select * into p from registry_patient where id = t.patient_id;
  perform must_hold(p.unit_id = t.to_unit_id and p.number = new.number_after,
                    'transfer_moves_the_record', 'The record goes along with its transfer.');
  perform must_hold(
    not exists (
      select from consulting_order o
       where o.patient_id = p.id and o.unit_id <> p.unit_id
         and coalesce(o.valid_until, 'infinity') >= clinic_day_of(new.unit_id, new.done_at)
         and not exists (select from consulting_order n where n.supersedes_id = o.id)
         and not exists (select from consulting_orderstop s where s.order_id = o.id)),
    'transfer_stops_the_orders', 'The old unit''s orders stop when the record goes over.');
  perform must_hold(
    (select a.keeps_approval from consulting_transferanswer a where a.transfer_id = t.id)
    or not consulting_has_approval(p.id, clinic_day_of(new.unit_id, new.done_at)),
    'transfer_ends_the_approval', 'The approval was not kept, and ends with the transfer.');
  return null;
end $$;
create constraint trigger y_done after insert on consulting_transferdone
  deferrable initially deferred for each row execute function consulting_check_transfer_done();
alter table consulting_transferdone enable always trigger y_done;

-- Nobody changes home by any other way.
create function consulting_check_home() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select t.to_unit_id = (select p.unit_id from registry_patient p where p.id = new.id)
       from consulting_transferdone d join consulting_transfer t on t.id = d.transfer_id
      where t.patient_id = new.id order by d.done_at desc, d.id desc limit 1),
    'patient_moves_by_a_transfer', 'A patient goes to another unit by a transfer.');
  return null;
end $$;
create constraint trigger y_home after update on registry_patient
  deferrable initially deferred for each row when (old.unit_id is distinct from new.unit_id)
  execute function consulting_check_home();
alter table registry_patient enable always trigger y_home;

create function consulting_guard_partner() returns trigger language plpgsql as $$
declare
  person uuid := coalesce(to_jsonb(new) ->> 'checked_by_id', to_jsonb(new) ->> 'looked_by_id')::uuid;
begin
  perform must_hold(
    person is null or (consulting_works_here(person, new.unit_id) and exists (
      select from staff_user u where u.id = person and u.is_active
         and u.role in ('prescriber', 'manager'))),
    'partner_files_are_for_who_may', 'A prescriber or the manager of the unit looks at matches.');
  return new;
end $$;
create trigger c_guard before insert on consulting_partnercheck
  for each row execute function consulting_guard_partner();
alter table consulting_partnercheck enable always trigger c_guard;
create trigger c_guard before insert on consulting_partnerlook
  for each row execute function consulting_guard_partner();
alter table consulting_partnerlook enable always trigger c_guard;

call keep_record('consulting_enrolment', array['once:ended_at']);
call keep_record('consulting_partnermatch');
do $$
declare
  name text;
  clock text;
begin
  for name, clock in select * from (values
    ('guestpermission', 'signed_at'), ('guestcut', 'cut_at'), ('guestorder', 'signed_at'),
    ('transfer', 'signed_at'), ('transferanswer', 'answered_at'), ('transferdone', 'done_at'),
    ('partnercheck', 'checked_at'), ('partnerlook', 'looked_at')) as t (a, b)
  loop
    call keep_record(('consulting_' || name)::regclass);
    call keep_clock(('consulting_' || name)::regclass, clock);
  end loop;
end $$;

-- A review is written where the patient belongs now: the approval went along.
do $$
declare
  was text := pg_get_functiondef(
    (select oid from pg_proc where proname = 'consulting_guard_review' and pronamespace = 'public'::regnamespace));
  becomes text := replace(was, 'select * into a from consulting_approval where id = new.approval_id;',
    'select * into a from consulting_approval where id = new.approval_id;
  a.unit_id := (select p.unit_id from registry_patient p where p.id = a.patient_id);');
begin
  if becomes = was then
    raise exception 'consulting_guard_review does not read its approval as it did: write this step anew.';
  end if;
  execute becomes;
end $$;

-- A task about a guest, or about somebody who comes over, is done at the unit that it is of.
create or replace function consulting_guard_task() returns trigger language plpgsql as $$
begin
  perform must_hold(
    ((select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id)
     or exists (select from consulting_guestpermission g
                 where g.patient_id = new.patient_id and g.host_id = new.unit_id)
     or exists (select from consulting_transfer t
                 where t.patient_id = new.patient_id and t.to_unit_id = new.unit_id))
    and exists (select from registry_workplace w join staff_user u on u.id = w.user_id
                 where w.user_id = new.done_by_id and w.unit_id = new.unit_id and u.is_active),
    'task_is_done_at_its_unit', 'A task is done by staff of its unit.');
  perform must_hold(btrim(new.words) <> '', 'task_is_done_with_words', 'Write what was done.');
  return new;
end $$;

-- Whoever is moving is assessed by the unit they go to: an open question would stay behind unseen.
create function consulting_guard_referral_of_the_moving() returns trigger language plpgsql as $$
begin
  perform must_hold(not exists (select from consulting_open_transfers(new.patient_id)),
                    'referral_waits_for_the_transfer', 'This person is moving to another unit.');
  return new;
end $$;
create trigger d_moving before insert on consulting_referral
  for each row execute function consulting_guard_referral_of_the_moving();
alter table consulting_referral enable always trigger d_moving;
