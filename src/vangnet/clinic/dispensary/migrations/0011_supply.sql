-- Doses to take home: each bottle is a dose of its day, in every count the guards make.

-- Every dose of a person that counts, by any route and at any unit, drug by drug: what was given, or
-- all of a dose that is still open, and each bottle at home on its day. None given is no dose.
create function dispensary_had(person uuid)
returns table (drug text, salt_form text, route text, clinic_day date, at timestamptz, key uuid,
               mg numeric, taken_home boolean)
language sql stable as $$
  select h.drug::text, h.salt_form::text, h.route::text, h.clinic_day, u.opened_at, u.id,
         coalesce(u.given_mg, u.dose_mg), false
    from dispensary_handover h join dispensary_use u on u.hand_over_id = h.id
   where h.patient_id = person and h.allowed and coalesce(u.given_mg, u.dose_mg) > 0
   union all
  select b.drug::text, p.salt_form::text, p.route::text, b.for_on, p.at, b.id, b.dose_mg, true
    from dispensary_bottle b join dispensary_supply p on p.id = b.supply_id
   where b.patient_id = person and b.back_at is null
$$;

-- Null, which holds nothing, where another salt form has no signed factor.
create or replace function dispensary_day_mg(asked dispensary_handover, l protocols_protocollimit)
returns numeric language sql stable as $$
  select case when bool_and(factor is not null) is not false then coalesce(sum(mg * factor), 0) end
    from (
      select had.mg, case when had.salt_form = asked.salt_form then 1
                          else (l.day_total_factors ->> had.salt_form)::numeric end as factor
        from dispensary_had(asked.patient_id) had
       where had.clinic_day = asked.clinic_day and had.drug = asked.drug) as counted
$$;

create or replace function dispensary_doses(patient uuid, day date, medicine text) returns bigint
language sql stable as $$
  select count(*) from dispensary_had(patient) had
   where had.clinic_day = day and had.drug = medicine
$$;

create or replace function dispensary_guard_beside(new dispensary_handover, l protocols_protocollimit)
returns void language plpgsql as $$
declare
  methadone_mg numeric;
begin
  select coalesce(sum(had.mg), 0) into methadone_mg from dispensary_had(new.patient_id) had
   where had.clinic_day = new.clinic_day and had.drug = 'methadone';
  if new.drug = 'methadone' then
    if not exists (
         select from consulting_order c
          where c.patient_id = new.patient_id and consulting_is_hat_drug(c.drug)
            and new.clinic_day between c.valid_from and coalesce(c.valid_until, new.clinic_day)
            and not exists (select from consulting_orderstop s where s.order_id = c.id)
            and not exists (select from consulting_order n where n.supersedes_id = c.id))
       and dispensary_doses(new.patient_id, new.clinic_day, 'diamorphine') = 0
       and dispensary_doses(new.patient_id, new.clinic_day, 'hydromorphone') = 0 then
      return;
    end if;
    methadone_mg := methadone_mg + new.dose_mg;
  elsif methadone_mg = 0 or not consulting_is_hat_drug(new.drug) then
    return;
  end if;
  perform must_hold('co_methadone_day_mg_max' = any (l.no_limit)
                    or methadone_mg <= l.co_methadone_day_mg_max,
                    'methadone_beside_is_at_most_the_limit', 'Too much methadone beside this.');
end $$;

-- A restart counts like a dose, so it too grows old when nobody comes. Never dosed has no gap.
create function dispensary_guard_gap(
  patient uuid, medicine text, unit uuid, day date, days_max integer
) returns void language plpgsql as $$
declare
  last_on date;
begin
  select max(had.clinic_day) into last_on from dispensary_had(patient) had
   where had.drug = medicine and had.clinic_day <= day;
  perform must_hold(
    last_on is null or day - greatest(last_on, (
      select clinic_day_of(unit, max(o.signed_at)) from consulting_order o
       where o.patient_id = patient and o.is_restart and o.drug = medicine)) <= days_max,
    'gap_needs_a_restart', 'After a gap only a prescriber restarts.');
end $$;

create or replace function dispensary_guard_last_dose(new dispensary_handover, l protocols_protocollimit)
returns void language plpgsql as $$
declare
  last_use dispensary_use;
begin
  perform must_hold(
    not exists (select from dispensary_use u
                 where u.patient_id = new.patient_id and u.ended_at is null),
    'last_dose_has_ended', 'The last dose is still open.');
  perform must_hold(
    not exists (select from dispensary_bottle b
                 where b.patient_id = new.patient_id and b.drug = new.drug
                   and b.for_on = new.clinic_day and b.back_at is null),
    'dose_was_not_taken_home', 'The dose of this day was taken home.');
  select u.* into last_use from dispensary_use u join dispensary_handover h on h.id = u.hand_over_id
   where u.patient_id = new.patient_id and u.given_mg > 0
     and (h.drug = new.drug or consulting_is_hat_drug(h.drug) and consulting_is_hat_drug(new.drug))
   order by u.opened_at desc, u.id desc limit 1;
  if found then
    perform must_hold(
      not consulting_is_hat_drug(new.drug) or not exists (
        select from dispensary_handover h join dispensary_use u on u.hand_over_id = h.id
         where h.patient_id = new.patient_id and h.clinic_day = new.clinic_day and h.allowed
           and h.drug <> new.drug and consulting_is_hat_drug(h.drug) and u.given_mg > 0),
      'no_day_with_two_drugs_of_hat', 'Another drug of HAT was given today.');
    -- The small second dose of the very first day need not wait; the gate knows which that is.
    perform must_hold(last_use.ended_at + coalesce(l.interval_shortest, interval '0') <= new.at
                      or (new.dose_mg <= l.growth_at_once_dose_mg_max
                          and dispensary_doses(new.patient_id, new.clinic_day, new.drug) = 1),
                      'dose_is_not_too_soon', 'Too soon after the last dose.');
  end if;
  perform dispensary_guard_gap(new.patient_id, new.drug, new.unit_id, new.clinic_day, l.gap_days_max);
end $$;

create or replace function dispensary_at_the_hatch(
  actor text, request uuid, visit uuid, wanted uuid, container uuid, kit uuid, moment timestamptz
) returns jsonb language plpgsql set timezone = 'UTC' as $$
declare
  person uuid;
  v reception_visit;
  o consulting_order;
  says record;
  medicine text;
  today date;
  before date;  -- the last day before today on which something of this drug was had
  any_before date;  -- and of any
  answer jsonb;
begin
  perform set_config('vangnet.actor', actor, true);
  select patient_id into person from reception_visit where id = visit;
  perform 1 from registry_patient where id = person for no key update;
  if exists (select from dispensary_handover h where h.request_id = request) then
    return jsonb_build_object('earlier', true);
  end if;
  select * into v from reception_visit where id = visit for no key update;
  perform 1 from vault_container where id = container for no key update;
  today := clinic_day_of(v.unit_id, moment);
  select * into o from consulting_order c where c.id = wanted and c.patient_id = person
     and not exists (select from consulting_order n where n.supersedes_id = c.id);
  select * into says from consulting_order_on(o.id, today);
  medicine := coalesce(o.drug, 'diamorphine');
  select max(had.clinic_day) filter (where had.drug = medicine), max(had.clinic_day)
    into before, any_before from dispensary_had(person) had where had.clinic_day < today;
  select jsonb_build_object(
    'patient', person,
    'day', today,
    'before', before,
    'protocol', protocol_in_force(v.unit_id, moment),
    'skew', (select case when u.is_demonstration then 0
                         else abs(extract(epoch from moment - clock_timestamp()))::int end
               from registry_unit u where u.id = v.unit_id),
    'visit', case when v.closed_at is null then
      jsonb_build_object('opened_at', v.opened_at, 'identifiers', v.identifiers) end,
    'order', case when o.id is not null then to_jsonb(o) || jsonb_build_object(
      'dose_mg', says.dose_mg::text, 'doses_per_day', says.doses_per_day,
      'day_mg', says.day_mg::text,
      'stopped_at', (select s.stopped_at from consulting_orderstop s where s.order_id = o.id),
      'by_prescriber', is_prescriber(o.prescriber_id)) end,
    'beside', (select jsonb_agg(c.drug order by c.drug collate "C") from consulting_order c
                where c.patient_id = person and c.drug <> medicine
                  and today between c.valid_from and coalesce(c.valid_until, today)
                  and not exists (select from consulting_orderstop s where s.order_id = c.id)
                  and not exists (select from consulting_order n where n.supersedes_id = c.id)),
    'approvals', (select jsonb_agg(jsonb_build_array(a.valid_from, a.valid_until, e.ended_on)
                                   order by a.valid_from, a.id)
                    from consulting_approval a
                    left join consulting_approvalend e on e.approval_id = a.id
                   where a.patient_id = person),
    'tests', (select jsonb_agg(jsonb_build_array(
                       t.taken_at, t.reading::text, t.reading_unit, d.serial, t.calibrated_on,
                       t.calibration_due_on, t.id)
                     order by t.taken_at, t.id)
                from dispensary_breathtest t join devices_breathtester d on d.id = t.tester_id
               where t.visit_id = visit
                 and not exists (select from dispensary_breathtest n where n.corrects_id = t.id)),
    'over', (select jsonb_agg(t.taken_at order by t.taken_at, t.id)
               from dispensary_breathtest t join reception_visit w on w.id = t.visit_id
              where t.patient_id = person and w.clinic_day = v.clinic_day
                and t.alcohol_ug_per_l > t.limit_ug_per_l
                and not exists (select from dispensary_breathtest n where n.corrects_id = t.id)
                and t.id is distinct from (
                  select l.id from dispensary_breathtest l where l.visit_id = visit
                     and not exists (select from dispensary_breathtest n where n.corrects_id = l.id)
                   order by l.taken_at desc, l.id desc limit 1)),
    'restart', (select max(r.signed_at) from consulting_order r
                 where r.patient_id = person and r.is_restart and r.drug = medicine),
    'restart_day', (select clinic_day_of(v.unit_id, max(r.signed_at)) from consulting_order r
                     where r.patient_id = person and r.is_restart and r.drug = medicine),
    'closed', exists (select from vault_dayclose d
                       where d.unit_id = v.unit_id and d.clinic_day >= today),
    'check', (select jsonb_build_array(c.checked_at, c.sedation_score, c.asleep, c.intoxication_signs)
                from dispensary_predosecheck c
               where c.visit_id = visit
                 and not exists (select from dispensary_predosecheck n where n.corrects_id = c.id)
               order by c.checked_at desc, c.id desc limit 1),
    'doses', (select jsonb_agg(d.said order by d.day, d.at, d.id) from (
                select h.clinic_day as day, s.opened_at as at, s.id, jsonb_build_array(
                         h.clinic_day, h.drug, h.salt_form, h.route, s.opened_at, s.ended_at,
                         consulting_ordered_mg(h.order_id, h.unit_id, h.clinic_day, h.at)::text,
                         s.dose_mg::text, s.given_mg::text, false) as said
                  from dispensary_use s join dispensary_handover h on h.id = s.hand_over_id
                 where s.patient_id = person and h.clinic_day >= least(before, any_before, today)
                 union all
                select b.for_on, p.at, b.id, jsonb_build_array(
                         b.for_on, p.drug, p.salt_form, p.route, p.at, p.at, b.dose_mg::text,
                         b.dose_mg::text, b.dose_mg::text, true)
                  from dispensary_bottle b join dispensary_supply p on p.id = b.supply_id
                 where b.patient_id = person and b.back_at is null
                   and b.for_on between least(before, any_before, today) and today) d),
    'ahead', (select jsonb_agg(b.for_on order by b.for_on) from dispensary_bottle b
               where b.patient_id = person and b.drug = medicine and b.for_on > today
                 and b.back_at is null),
    'holds', (select jsonb_agg(jsonb_build_array(h.kind, h.reason, h.placed_at, w.display_name)
                               order by h.placed_at, h.id)
                from consulting_hold h join staff_user w on w.id = h.owner_id
               where h.patient_id = person and h.lifted_at is null),
    'room', (select jsonb_build_array(r.number::text, r.state <> 'closed', r.id)
               from reception_roomstay s join registry_room r on r.id = s.room_id
              where s.visit_id = visit and s.until_at is null),
    'container', (select jsonb_build_array(
                           c.code, l.drug, l.salt_form, l.routes, c.usable_until, l.expires_on,
                           c.state = 'open', vault_in_account(c.id, 'stock')::text)
                    from vault_container c join vault_lot l on l.id = c.lot_id
                   where c.id = container),
    'kit', (select jsonb_build_array(k.code, l.route, l.expires_on, exists (
                     select from dispensary_handover h where h.kit_id = k.id and h.allowed))
              from vault_kit k join vault_kitlot l on l.id = k.lot_id where k.id = kit))
    into answer;
  return answer;
end $$;

-- A supply is asked as a dose is: visit, order, protocol, breath, check, container, two people.
create function dispensary_guard_supply() returns trigger language plpgsql as $$
declare
  o consulting_order;
  l protocols_protocollimit;
  dose dispensary_handover;
begin
  perform must_hold(new.clinic_day = clinic_day_of(new.unit_id, new.at),
                    'supply_is_of_its_clinic_day', 'The supply is written on another clinic day.');
  if not new.allowed then
    return new;
  end if;
  perform must_be_about_now(new.unit_id, new.at);
  perform 1 from registry_patient where id = new.patient_id for no key update;
  perform must_hold(not consulting_is_hat_drug(new.drug), 'supply_is_never_of_hat',
                    'This drug is used here, under sight.');
  perform must_hold(
    (select v.closed_at is null and v.stage = 'checked' and v.patient_id = new.patient_id
            and v.unit_id = new.unit_id and v.opened_at <= new.at
       from reception_visit v where v.id = new.visit_id),
    'supply_needs_an_open_visit', 'The visit is not at the hatch.');
  select * into o from consulting_order where id = new.order_id;
  perform must_hold(
    o.patient_id = new.patient_id and o.drug = new.drug and o.salt_form = new.salt_form
    and o.route = new.route and o.signed_at <= new.at and o.valid_from <= new.clinic_day
    and o.valid_until >= new.clinic_day and is_prescriber(o.prescriber_id)
    and not exists (select from consulting_orderstop s where s.order_id = o.id)
    and not exists (select from consulting_order n where n.supersedes_id = o.id),
    'supply_needs_an_order', 'No order for this is valid today.');
  perform must_hold(not exists (
    select from consulting_hold h where h.patient_id = new.patient_id and h.lifted_at is null),
    'supply_waits_for_holds', 'A hold is in force.');
  perform must_hold(not exists (
    select from dispensary_use u where u.patient_id = new.patient_id and u.ended_at is null),
    'supply_waits_for_the_open_dose', 'The last dose is still open.');
  select * into l from protocols_protocollimit
   where version_id = new.protocol_id and drug = new.drug
     and salt_form = new.salt_form and route = new.route;
  perform must_hold(l.id is not null and new.protocol_id = protocol_in_force(new.unit_id, new.at)
                    and new.days <= l.supply_days_longest,
                    'supply_is_as_long_as_the_protocol_says', 'The protocol does not allow this.');
  perform dispensary_guard_gap(new.patient_id, new.drug, new.unit_id, new.clinic_day, l.gap_days_max);
  dose := jsonb_populate_record(null::dispensary_handover, to_jsonb(new)
            || jsonb_build_object('dose_mg', new.supply_mg));
  l.room_needed := false;  -- nothing is used here
  perform dispensary_guard_readiness(dose, l);
  perform dispensary_guard_goods(dose, false);
  return new;
end $$;
create trigger c_guard before insert on dispensary_supply
  for each row execute function dispensary_guard_supply();
alter table dispensary_supply enable always trigger c_guard;

-- Each bottle is at most what the order and the protocol say on its day, which has no other dose.
create function dispensary_guard_bottle() returns trigger language plpgsql as $$
declare
  p dispensary_supply;
  l protocols_protocollimit;
  says record;
  dose dispensary_handover;
begin
  select * into p from dispensary_supply where id = new.supply_id;
  if tg_op = 'UPDATE' then
    perform must_be_about_now(p.unit_id, new.back_at);
    perform must_hold(new.back_at >= p.at, 'bottle_comes_back_after_it_left',
                      'A bottle cannot come back before it left.');
    perform must_hold(staff_is(new.back_by_id, array['nurse', 'prescriber']),
                      'bottle_is_taken_back_by_who_may', 'Only a nurse or a prescriber takes it back.');
    perform must_hold(staff_is(new.back_witness_id, array['nurse', 'prescriber', 'pharmacist']),
                      'bottle_is_witnessed_by_who_may',
                      'Only a nurse, prescriber or pharmacist witnesses.');
    return new;
  end if;
  perform must_hold(p.allowed and p.patient_id = new.patient_id and p.drug = new.drug,
                    'bottle_is_of_its_supply', 'There is no such supply.');
  select * into says from consulting_order_on(p.order_id, new.for_on);
  perform must_hold(
    new.for_on >= p.clinic_day and new.dose_mg <= says.dose_mg and says.doses_per_day = 1
    and exists (select from consulting_order o where o.id = p.order_id
                   and new.for_on between o.valid_from and o.valid_until),
    'bottle_is_at_most_the_order', 'The order does not say this for that day.');
  select * into l from protocols_protocollimit
   where version_id = p.protocol_id and drug = p.drug
     and salt_form = p.salt_form and route = p.route;
  perform must_hold((l.dose_mg_max is null or new.dose_mg <= l.dose_mg_max)
                    and (l.day_mg_max is null or new.dose_mg <= l.day_mg_max),
                    'bottle_is_at_most_the_limit', 'Over the limit of a dose or of a day.');
  perform must_hold(dispensary_doses(new.patient_id, new.for_on, new.drug) = 0,
                    'bottle_is_the_one_dose_of_its_day', 'That day has its dose already.');
  perform must_hold(
    new.for_on <= p.clinic_day + l.supply_days_longest
    and (select count(*) from dispensary_bottle b
          where b.patient_id = new.patient_id and b.drug = new.drug and b.back_at is null
            and b.for_on > p.clinic_day) + (new.for_on > p.clinic_day)::int
        <= l.supply_days_longest,
    'bottles_at_home_are_at_most_the_limit', 'More days at home than the protocol allows.');
  dose := jsonb_populate_record(null::dispensary_handover, to_jsonb(p)
            || jsonb_build_object('dose_mg', new.dose_mg, 'clinic_day', new.for_on));
  perform dispensary_guard_beside(dose, l);
  return new;
end $$;
create trigger c_guard before insert or update on dispensary_bottle
  for each row execute function dispensary_guard_bottle();
alter table dispensary_bottle enable always trigger c_guard;

-- At commit the bottles of a supply are all of it, and the register shows them leave and come back.
create function dispensary_check_supply() returns trigger language plpgsql as $$
declare
  p dispensary_supply;
  left_mg numeric;
  back_mg numeric;
begin
  if tg_table_name = 'dispensary_bottle' then
    select * into p from dispensary_supply where id = new.supply_id;
  elsif tg_table_name = 'vault_posting' then
    select * into p from dispensary_supply where id = new.about;
    perform must_hold(found and p.allowed and new.container_id = p.container_id,
                      'posting_of_a_bottle_has_its_supply', 'Nobody took this home.');
  else
    p := new;
  end if;
  if not p.allowed then
    return null;
  end if;
  perform must_hold(
    (select count(*) = p.days and sum(b.dose_mg) = p.supply_mg
       from dispensary_bottle b where b.supply_id = p.id),
    'supply_has_a_bottle_a_day', 'The bottles are not what the supply says.');
  select coalesce(sum(mg) filter (where kind = 'take_home' and container_id = p.container_id), 0),
         coalesce(sum(mg) filter (where kind = 'taken_back' and container_id = p.container_id), 0)
    into left_mg, back_mg from vault_posting where about = p.id;
  perform must_hold(
    left_mg = p.supply_mg and back_mg = (
      select coalesce(sum(b.dose_mg), 0) from dispensary_bottle b
       where b.supply_id = p.id and b.back_at is not null),
    'supply_is_in_the_register', 'The register does not show where these bottles are.');
  return null;
end $$;
create constraint trigger y_books after insert on dispensary_supply
  deferrable initially deferred for each row execute function dispensary_check_supply();
create constraint trigger y_books after insert or update on dispensary_bottle
  deferrable initially deferred for each row execute function dispensary_check_supply();
create constraint trigger y_supply after insert on vault_posting
  deferrable initially deferred for each row
  when (new.kind in ('take_home', 'taken_back')) execute function dispensary_check_supply();
alter table dispensary_supply enable always trigger y_books;
alter table dispensary_bottle enable always trigger y_books;
alter table vault_posting enable always trigger y_supply;

call keep_record('dispensary_supply');
call keep_record('dispensary_bottle', array['once:back_at', 'once:back_by_id', 'once:back_witness_id']);
