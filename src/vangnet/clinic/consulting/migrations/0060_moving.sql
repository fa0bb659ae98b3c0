-- Between units: one enrolment a person, guest days, transfers. The same truths as rules/moving.py.

-- Is this person in treatment here: a rung of this unit runs, or an order.
create function consulting_is_in_treatment(person uuid, day date) returns boolean
language sql stable as $$
  select consulting_has_order(person, day, false) or exists (
    select from consulting_standing_episodes(person) s
     where s.provider = '' and s.treatment in ('hat', 'methadone') and s.ended_on is null)
$$;

-- At commit, whoever wrote what: an enrolment runs exactly while there is treatment, at the home.
create function consulting_keep_enrolment() returns trigger language plpgsql as $$
declare
  written jsonb := to_jsonb(new);
  person uuid := case when tg_table_name = 'registry_patient' then new.id else coalesce(
    (written ->> 'patient_id')::uuid,
    (select patient_id from consulting_episode where id = (written ->> 'episode_id')::uuid),
    (select patient_id from consulting_order where id = (written ->> 'order_id')::uuid)) end;
  moment timestamptz := coalesce(written ->> 'signed_at', written ->> 'recorded_at',
                                 written ->> 'stopped_at', clock_timestamp()::text)::timestamptz;
  p registry_patient;
  e consulting_enrolment;
  runs boolean;
begin
  select * into p from registry_patient where id = person for no key update;
  select * into e from consulting_enrolment where patient_id = person and ended_at is null;
  runs := consulting_is_in_treatment(person, clinic_day_of(p.unit_id, moment));
  if e.id is not null and (not runs or e.unit_id <> p.unit_id) then
    update consulting_enrolment set ended_at = greatest(moment, e.began_at) where id = e.id;
  end if;
  if runs and (e.id is null or e.unit_id <> p.unit_id) then
    insert into consulting_enrolment (id, unit_id, patient_id, began_at)
    values (gen_random_uuid(), p.unit_id, person, moment);
  end if;
  return null;
end $$;
do $$
declare
  name text;
begin
  foreach name in array array['consulting_order', 'consulting_orderstop', 'consulting_episode',
                              'consulting_episodeend'] loop
    execute format('create constraint trigger z_enrolment after insert on %I deferrable
                    initially deferred for each row execute function consulting_keep_enrolment()', name);
    execute format('alter table %I enable always trigger z_enrolment', name);
  end loop;
end $$;
create constraint trigger z_enrolment after update on registry_patient
  deferrable initially deferred for each row when (old.unit_id is distinct from new.unit_id)
  execute function consulting_keep_enrolment();
alter table registry_patient enable always trigger z_enrolment;

create function consulting_guard_enrolment() returns trigger language plpgsql as $$
begin
  perform must_hold((select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id),
                    'enrolment_is_at_the_home', 'Somebody is enrolled where they belong.');
  return new;
end $$;
create trigger c_guard before insert on consulting_enrolment
  for each row execute function consulting_guard_enrolment();
alter table consulting_enrolment enable always trigger c_guard;

-- Those in treatment before there were enrolments.
insert into consulting_enrolment (id, unit_id, patient_id, began_at)
select gen_random_uuid(), p.unit_id, p.id, p.registered_at from registry_patient p
 where consulting_is_in_treatment(p.id, clinic_day_of(p.unit_id, now()));

-- Guest days as they stand: signed, and cut where somebody cut them.
create function consulting_guest_days(person uuid)
returns table (id uuid, home_id uuid, host_id uuid, first_on date, last_on date)
language sql stable as $$
  select g.id, g.unit_id, g.host_id, g.first_on, d.last_on
    from consulting_guestpermission g
    cross join lateral (select least(g.last_on, min(c.last_on)) as last_on
                          from consulting_guestcut c where c.permission_id = g.id) d
   where g.patient_id = person and d.last_on >= g.first_on
$$;

-- Whom a unit may let in as a guest that day. The desk asks it: reception knows no table of this room.
create function consulting_guests(host uuid, day date) returns setof uuid language sql stable as $$
  select g.patient_id from consulting_guestpermission g
   where g.host_id = host and exists (
     select from consulting_guest_days(g.patient_id) d
      where d.id = g.id and day between d.first_on and d.last_on)
$$;

-- Transfers on their way: nobody has answered yet, or it is accepted and not done.
create function consulting_open_transfers(person uuid)
returns table (id uuid, to_unit_id uuid, from_on date, accepted boolean) language sql stable as $$
  select t.id, t.to_unit_id, t.from_on, a.id is not null
    from consulting_transfer t
    left join consulting_transferanswer a on a.transfer_id = t.id
   where t.patient_id = person and coalesce(a.answer, 'accepted') = 'accepted'
     and not exists (select from consulting_transferdone d where d.transfer_id = t.id)
$$;

-- The last clinic day on which another unit than this one handed a dose over.
create function consulting_last_day_elsewhere(person uuid, unit uuid) returns date
language sql stable as $$
  select max(had.day) from (
    select h.clinic_day as day from dispensary_handover h
     where h.patient_id = person and h.allowed and h.unit_id <> unit
    union all
    select b.for_on from dispensary_bottle b join dispensary_supply p on p.id = b.supply_id
     where b.patient_id = person and b.back_at is null and p.unit_id <> unit) had
$$;

-- Which unit gives this person's doses that day, seen from the unit that is asked. The plain reading
-- of the same is consulting/moving/place.py. Not stable: after a lock it must see what is committed.
create function consulting_place(person uuid, asked uuid, day date) returns jsonb language plpgsql as $$
declare
  home registry_unit;
  stay record;
  moved record;
  other text;
begin
  select u.* into home from registry_patient p join registry_unit u on u.id = p.unit_id
   where p.id = person;
  select g.id, g.host_id, g.last_on, u.name into stay
    from consulting_guest_days(person) g join registry_unit u on u.id = g.host_id
   where day between g.first_on and g.last_on;
  select t.from_on, u.name into moved
    from consulting_open_transfers(person) t join registry_unit u on u.id = t.to_unit_id
   where t.accepted and t.from_on <= day;
  select u.name into other from (
    select h.unit_id, h.at from dispensary_handover h
     where h.patient_id = person and h.clinic_day = day and h.allowed
    union all
    select p.unit_id, p.at from dispensary_bottle b join dispensary_supply p on p.id = b.supply_id
     where b.patient_id = person and b.for_on = day and b.back_at is null) had
    join registry_unit u on u.id = had.unit_id
   where had.unit_id <> asked
   order by had.at limit 1;
  return jsonb_build_object(
    'is_home', coalesce(home.id = asked, false), 'home', home.name,
    'is_guest_here', coalesce(stay.host_id = asked, false),
    'guest_at', case when stay.host_id <> asked then stay.name end, 'guest_until', stay.last_on,
    'moved_to', moved.name, 'moved_on', moved.from_on, 'dosed_at', other,
    'orders', (select jsonb_object_agg(drug, jsonb_build_array(salt_form, route, dose_mg::text,
                                                               doses_per_day, day_mg::text))
                 from (select distinct on (o.drug) * from consulting_guestorder o
                        where o.permission_id = stay.id
                        order by o.drug, o.signed_at desc, o.id desc) newest));
end $$;

create function consulting_guard_guest_permission() returns trigger language plpgsql as $$
declare
  p registry_patient;
begin
  select * into p from registry_patient where id = new.patient_id for no key update;
  perform must_hold(p.unit_id = new.unit_id, 'guest_permission_is_of_a_patient_of_the_unit',
                    'This patient is of another unit.');
  perform must_hold(
    is_prescriber(new.signed_by_id) and consulting_works_here(new.signed_by_id, new.unit_id),
    'guest_permission_is_signed_at_home', 'A prescriber of the patient''s own unit signs guest days.');
  perform must_hold(new.first_on >= clinic_day_of(new.unit_id, new.signed_at),
                    'guest_permission_is_not_of_the_past', 'Guest days are not signed for the past.');
  perform must_hold(
    not exists (select from consulting_guest_days(p.id) g
                 where g.first_on <= new.last_on and new.first_on <= g.last_on),
    'guest_days_never_overlap', 'Some of these days are signed for a guest unit already.');
  perform must_hold(
    coalesce(consulting_last_day_elsewhere(p.id, new.host_id) < new.first_on, true),
    'guest_days_have_no_dose_elsewhere', 'A dose was given here on one of these days.');
  perform must_hold(
    not exists (select from consulting_open_transfers(p.id) t where t.from_on <= new.last_on),
    'guest_days_end_before_a_transfer', 'A transfer begins within these days.');
  return new;
end $$;
create trigger c_guard before insert on consulting_guestpermission
  for each row execute function consulting_guard_guest_permission();
alter table consulting_guestpermission enable always trigger c_guard;

create function consulting_guard_guest_cut() returns trigger language plpgsql as $$
declare
  g consulting_guestpermission;
  stands record;
begin
  select * into g from consulting_guestpermission where id = new.permission_id;
  perform 1 from registry_patient where id = g.patient_id for no key update;
  select * into stands from consulting_guest_days(g.patient_id) d where d.id = g.id;
  perform must_hold(
    new.unit_id in (g.unit_id, g.host_id)
    and is_prescriber(new.cut_by_id) and consulting_works_here(new.cut_by_id, new.unit_id),
    'guest_cut_is_signed_at_either_unit', 'A prescriber of either unit cuts guest days short.');
  perform must_hold(
    new.last_on < stands.last_on and new.last_on >= g.first_on - 1
    and new.last_on >= clinic_day_of(new.unit_id, new.cut_at) - 1,
    'guest_cut_is_earlier_and_not_past', 'Guest days end earlier, but not before today.');
  perform must_hold(
    not exists (select from dispensary_handover h
                 where h.patient_id = g.patient_id and h.unit_id = g.host_id and h.allowed
                   and h.clinic_day > new.last_on),
    'guest_cut_is_after_the_last_dose', 'A dose was given at the guest unit on one of these days.');
  return new;
end $$;
create trigger c_guard before insert on consulting_guestcut
  for each row execute function consulting_guard_guest_cut();
alter table consulting_guestcut enable always trigger c_guard;

-- The most that the order says on any of these days; null when it does not run on any.
create function consulting_order_most(wanted uuid, first_on date, last_on date)
returns table (dose_mg numeric, doses_per_day int, day_mg numeric) language sql stable as $$
  select max(x.dose_mg), max(x.doses_per_day), max(x.day_mg)
    from consulting_order o
    cross join lateral (
      select * from consulting_order_on(o.id, greatest(first_on, o.valid_from))
      union all
      select t.dose_mg, t.doses_per_day::int, t.day_mg from consulting_orderstep t
       where t.order_id = o.id and t.from_on between first_on and last_on) x
   where o.id = wanted and o.valid_from <= last_on and o.valid_until >= first_on
$$;

create function consulting_guard_guest_order() returns trigger language plpgsql as $$
declare
  g consulting_guestpermission;
  stands record;
  o consulting_order;
  most record;
  l protocols_protocollimit;
begin
  select * into g from consulting_guestpermission where id = new.permission_id;
  perform 1 from registry_patient where id = g.patient_id for no key update;
  select * into stands from consulting_guest_days(g.patient_id) d where d.id = g.id;
  perform must_hold(
    new.unit_id = g.host_id
    and is_prescriber(new.prescriber_id) and consulting_works_here(new.prescriber_id, g.host_id),
    'guest_order_is_signed_at_the_guest_unit', 'A prescriber of the guest unit signs its order.');
  perform must_hold(stands.last_on >= clinic_day_of(new.unit_id, new.signed_at),
                    'guest_order_is_for_guest_days', 'The guest days are over.');
  select * into o from consulting_order c
   where c.patient_id = g.patient_id and c.drug = new.drug
     and not exists (select from consulting_order n where n.supersedes_id = c.id)
     and not exists (select from consulting_orderstop s where s.order_id = c.id);
  perform must_hold(o.salt_form = new.salt_form and o.route = new.route,
                    'guest_order_is_for_what_home_ordered', 'The home unit has no such order.');
  select * into most from consulting_order_most(o.id, stands.first_on, stands.last_on);
  perform must_hold(
    new.dose_mg <= most.dose_mg and new.day_mg <= most.day_mg
    and new.doses_per_day <= most.doses_per_day,
    'guest_order_is_at_most_the_home_order', 'This is more than the home unit ordered.');
  select * into l from protocols_protocollimit p
   where p.version_id = protocol_in_force(new.unit_id, new.signed_at)
     and p.drug = new.drug and p.salt_form = new.salt_form and p.route = new.route;
  perform must_hold(
    l.id is not null and new.dose_mg <= coalesce(l.dose_mg_max, new.dose_mg)
    and new.day_mg <= coalesce(l.day_mg_max, new.day_mg)
    and new.doses_per_day <= coalesce(l.day_doses_max, new.doses_per_day),
    'guest_order_is_within_the_own_protocol', 'This is more than this unit''s protocol allows.');
  return new;
end $$;
create trigger c_guard before insert on consulting_guestorder
  for each row execute function consulting_guard_guest_order();
alter table consulting_guestorder enable always trigger c_guard;
