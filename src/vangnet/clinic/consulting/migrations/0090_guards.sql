-- Holds, guests' medicines, the dead, and orders: what the actions ask is asked here once more.

-- Staff who have to do with a hold: of the unit that keeps it, or of the patient's own.
create function consulting_hold_is_theirs(member uuid, h consulting_hold) returns boolean
language sql stable as $$
  select exists (
    select from registry_workplace w
     where w.user_id = member and w.unit_id in (
       h.unit_id, (select p.unit_id from registry_patient p where p.id = h.patient_id)))
$$;

create or replace function consulting_guard_hold() returns trigger language plpgsql as $$
declare
  home uuid := (select unit_id from registry_patient where id = new.patient_id);
  lifts staff_user;
begin
  if tg_op = 'INSERT' then
    perform must_hold(  -- the day of the patient's own unit: there it stands on the list
      new.review_on >= clinic_day_of(home, new.placed_at),
      'hold_is_looked_at_again', 'A hold names a day to look again, today or later.');
    -- Nothing stands in the way of an emergency. A guest is in the care of where they come, too.
    perform must_hold(
      new.kind = 'emergency' or consulting_hold_is_theirs(new.owner_id, new) or exists (
        select from reception_visit v join registry_workplace w on w.unit_id = v.unit_id
         where v.patient_id = new.patient_id and w.user_id = new.owner_id),
      'hold_has_an_owner_here', 'Somebody of this unit, or of the patient''s own, looks at a hold.');
  end if;
  if new.lifted_at is not null then
    select * into lifts from staff_user where id = new.lifted_by_id;
    perform must_hold(
      lifts.is_active and case
        when new.kind = 'soft' and lifts.id = new.owner_id then true
        when new.lift_role = 'medical_director' then lifts.is_medical_director
        when new.lift_role = 'nurse' then lifts.role in ('nurse', 'prescriber')
        else lifts.role = 'prescriber'
      end, 'hold_is_lifted_by_who_may', 'This hold is lifted by its role, or a soft one by its owner.');
    perform must_hold(  -- the lock after an overdose: its review says who (0030 of recovery)
      new.kind = 'emergency' or consulting_hold_is_theirs(lifts.id, new) or exists (
        select from registry_workplace a join registry_workplace b on b.unit_id = a.unit_id
         where a.user_id = lifts.id and b.user_id = new.owner_id),
      'hold_is_lifted_here', 'Staff of this unit, of the owner''s or of the patient''s own lift a hold.');
    perform must_hold(btrim(new.lifted_because) <> '',
                      'hold_is_lifted_for_a_reason', 'Write why the hold is lifted.');
  end if;
  return new;
end $$;

-- What somebody takes beside is written where they are: at home, and by the unit whose guest they are.
create function consulting_guard_medicine_place() returns trigger language plpgsql as $$
begin
  perform must_hold(
    consulting_works_here(new.recorded_by_id, new.unit_id) and (
      (select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id)
      or new.patient_id in (
        select consulting_guests(new.unit_id, clinic_day_of(new.unit_id, new.recorded_at)))),
    'medicine_is_kept_where_the_patient_is', 'This patient is of another unit, and no guest today.');
  return new;
end $$;
do $$
declare
  name text;
begin
  foreach name in array array['consulting_othermedicine', 'consulting_othermedicineend',
                              'consulting_othermedicinesasked'] loop
    execute format('drop trigger d_own_unit on %I', name);
    execute format('create trigger d_place before insert on %I
                    for each row execute function consulting_guard_medicine_place()', name);
    execute format('alter table %I enable always trigger d_place', name);
  end loop;
end $$;

-- Whom a row of this room is about: guest days and episodes name the person as well.
create or replace function consulting_person_of(written jsonb) returns uuid language sql stable as $$
  select coalesce(
    (written ->> 'patient_id')::uuid,
    (select patient_id from consulting_referral where id = (written ->> 'referral_id')::uuid),
    (select patient_id from consulting_approval where id = (written ->> 'approval_id')::uuid),
    (select patient_id from consulting_eligibilitydecision where id = (written ->> 'decision_id')::uuid),
    (select patient_id from consulting_guestpermission where id = (written ->> 'permission_id')::uuid),
    (select patient_id from consulting_episode where id = (written ->> 'episode_id')::uuid))
$$;
do $$
declare
  one text[];
begin
  foreach one slice 1 in array array[
      ['consulting_guestorder', 'signed_at'], ['consulting_guestcut', 'cut_at'],
      ['consulting_appeal', 'made_on'], ['consulting_episodedose', 'from_on']] loop
    execute format('create trigger b_death before insert on %I
                    for each row execute function consulting_guard_death(%L)', one[1], one[2]);
    execute format('alter table %I enable always trigger b_death', one[1]);
  end loop;
end $$;

-- No order without the answer of the rule that allowed it. A demonstration unit has a made-up past,
-- with orders that nobody was asked about.
create function consulting_check_order_decided() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select u.is_demonstration from registry_unit u where u.id = new.unit_id)
    or exists (select from consulting_orderdecision d where d.order_id = new.id and d.allowed),
    'order_has_its_decision', 'An order is kept together with the answer that allowed it.');
  return null;
end $$;
create constraint trigger y_decided after insert on consulting_order
  deferrable initially deferred for each row execute function consulting_check_order_decided();
alter table consulting_order enable always trigger y_decided;
