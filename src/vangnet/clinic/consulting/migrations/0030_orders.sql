-- No order, and no step of one, says more than the signed protocol allows of its product.
create function consulting_guard_caps() returns trigger language plpgsql as $$
declare
  o consulting_order;
  l protocols_protocollimit;
begin
  if tg_table_name = 'consulting_order' then
    o := new;
  else
    select * into o from consulting_order where id = new.order_id;
  end if;
  select * into l from protocols_protocollimit p
   where p.version_id = protocol_in_force(o.unit_id, o.signed_at)
     and p.drug = o.drug and p.salt_form = o.salt_form and p.route = o.route;
  if found then  -- null is a signed "no limit": see limit_…_set_or_said_none
    perform must_hold(new.dose_mg <= coalesce(l.dose_mg_max, new.dose_mg),
      'order_dose_within_protocol', 'A dose is above the most the protocol allows at once.');
    perform must_hold(new.day_mg <= coalesce(l.day_mg_max, new.day_mg),
      'order_day_within_protocol', 'A day is above the most the protocol allows.');
    perform must_hold(new.doses_per_day <= coalesce(l.day_doses_max, new.doses_per_day),
      'order_doses_within_protocol', 'There are more doses a day than the protocol allows.');
  end if;
  return new;
end $$;
create trigger d_caps before insert on consulting_order
  for each row execute function consulting_guard_caps();
alter table consulting_order enable always trigger d_caps;
create trigger d_caps before insert on consulting_orderstep
  for each row execute function consulting_guard_caps();
alter table consulting_orderstep enable always trigger d_caps;

-- An allowed decision is that of its own order: same person, signer and moment.
create function consulting_guard_order_decision() returns trigger language plpgsql as $$
begin
  if new.order_id is not null then
    perform must_hold(
      (select o.patient_id = new.patient_id and o.unit_id = new.unit_id
              and o.prescriber_id = new.by_id and o.signed_at = new.at
         from consulting_order o where o.id = new.order_id),
      'order_decision_is_of_its_order', 'This decision is not the one its order was signed by.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on consulting_orderdecision
  for each row execute function consulting_guard_order_decision();
alter table consulting_orderdecision enable always trigger c_guard;

call keep_record('consulting_orderdecision');
call keep_clock('consulting_orderdecision', 'at');

-- What was ordered of a dose that was had: for a guest no more than the guest unit's order said then.
-- (plpgsql looks for the tables of guests when it is asked; they are made later.)
create function consulting_ordered_mg(wanted uuid, unit uuid, day date, dosed_at timestamptz)
returns numeric language plpgsql stable as $$
begin
  return (
    select least(says.dose_mg, own.dose_mg)
      from consulting_order o
      cross join lateral (select s.dose_mg from consulting_order_on(o.id, day) s) says
      left join lateral (
        select g.dose_mg
          from consulting_guestorder g join consulting_guestpermission p on p.id = g.permission_id
         where o.unit_id <> unit and g.unit_id = unit and p.patient_id = o.patient_id
           and g.drug = o.drug and day between p.first_on and p.last_on and g.signed_at <= dosed_at
         order by g.signed_at desc, g.id desc limit 1) own on true
     where o.id = wanted);
end $$;

-- Doses of one drug that were had, of the last day before `today` with any and of today, oldest
-- first; a bottle at home is a dose of its day. The rows are the dispensary's; it is the database
-- that reads them here, so that no code of this room has to know an outer one.
create function consulting_doses_had(person uuid, wanted text, today date)
returns table (clinic_day date, salt_form text, route text, handed_over_at timestamptz,
               ended_at timestamptz, ordered_mg numeric, handed_mg numeric, given_mg numeric)
language sql stable as $$
  with had as (
    select h.clinic_day, h.salt_form, h.route, u.opened_at, u.ended_at,
           consulting_ordered_mg(h.order_id, h.unit_id, h.clinic_day, h.at) as ordered_mg,
           u.dose_mg, u.given_mg, u.id
      from dispensary_use u join dispensary_handover h on h.id = u.hand_over_id
     where u.patient_id = person and h.drug = wanted and h.clinic_day <= today
       and coalesce(u.given_mg, u.dose_mg) > 0  -- a dose of which nothing was given is no dose
     union all
    select b.for_on, p.salt_form, p.route, p.at, p.at, b.dose_mg, b.dose_mg, b.dose_mg, b.id
      from dispensary_bottle b join dispensary_supply p on p.id = b.supply_id
     where b.patient_id = person and b.drug = wanted and b.for_on <= today and b.back_at is null
  )
  select d.clinic_day, d.salt_form, d.route, d.opened_at, d.ended_at,
         d.ordered_mg, d.dose_mg, d.given_mg
    from had d
   where d.clinic_day >= coalesce((select max(b.clinic_day) from had b where b.clinic_day < today),
                                  today)
   order by d.clinic_day, d.opened_at, d.id
$$;

-- An order is of the patient's own unit, signed by who works there, and of one drug of HAT at a time.
create function consulting_guard_order_place() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id)
    and consulting_works_here(new.prescriber_id, new.unit_id),
    'order_is_of_the_patients_unit', 'A prescriber of the patient''s own unit signs orders.');
  perform must_hold(
    not consulting_is_hat_drug(new.drug) or not exists (
      select from consulting_order o
       where o.patient_id = new.patient_id and o.drug <> new.drug and consulting_is_hat_drug(o.drug)
         and coalesce(o.valid_until, 'infinity') >= clinic_day_of(new.unit_id, new.signed_at)
         and not exists (select from consulting_order n where n.supersedes_id = o.id)
         and not exists (select from consulting_orderstop s where s.order_id = o.id)),
    'order_is_of_one_drug_of_hat', 'An order of another drug of HAT still runs.');
  return new;
end $$;
create trigger d_place before insert on consulting_order
  for each row execute function consulting_guard_order_place();
alter table consulting_order enable always trigger d_place;
