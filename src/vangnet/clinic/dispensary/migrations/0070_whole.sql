-- What the hatch reads, and what it and a supply ask of a permission, whole: earlier steps changed single
-- lines of these functions. Nothing changes here; a text that somebody changed since stops this step.
create temporary table whole_before on commit drop as
  select proname, prosrc from pg_proc
   where pronamespace = 'public'::regnamespace
     and proname in ('dispensary_at_the_hatch', 'dispensary_guard_permission', 'dispensary_guard_supply');

create or replace function dispensary_guard_permission(new dispensary_handover, l protocols_protocollimit)
returns void language plpgsql as $$
declare
  o consulting_order;
  says record;
begin
  -- Methadone alone is the treatment before HAT: it needs an order and no approval (rules/amounts.py).
  perform must_hold(not consulting_is_hat_drug(new.drug) or exists (
    select from consulting_approval a
      left join consulting_approvalend e on e.approval_id = a.id
     where a.patient_id = new.patient_id and a.valid_from <= new.clinic_day
       and a.valid_until >= new.clinic_day  -- an end that nobody set is no approval for ever
       and coalesce(e.ended_on, 'infinity') > new.clinic_day),
    'dose_needs_an_approval', 'No approval is valid today.');
  select * into o from consulting_order where id = new.order_id;
  perform must_hold(
    o.patient_id = new.patient_id and o.drug = new.drug and o.salt_form = new.salt_form
    and o.route = new.route and o.signed_at <= new.at and o.valid_from <= new.clinic_day
    and o.valid_until >= new.clinic_day and is_prescriber(o.prescriber_id)
    and not exists (select from consulting_orderstop s where s.order_id = o.id)
    and not exists (select from consulting_order n where n.supersedes_id = o.id),
    'dose_needs_an_order', 'No order for this is valid today.');
  select * into says from consulting_order_on(o.id, new.clinic_day);
  perform must_hold(new.dose_mg <= says.dose_mg, 'dose_is_at_most_the_order', 'More than was ordered.');
  perform must_hold(dispensary_doses(new.patient_id, new.clinic_day, new.drug) < says.doses_per_day,
                    'doses_are_at_most_the_order', 'More doses than were ordered.');
  perform must_hold(new.dose_mg + dispensary_day_mg(new, l) <= says.day_mg,
                    'day_is_at_most_the_order', 'More in a day than was ordered.');
  perform must_hold(not exists (
    select from consulting_holds_in_force(new.patient_id, new.at)),
    'dose_waits_for_holds', 'A hold is in force.');
end $$;

create or replace function dispensary_guard_supply() returns trigger language plpgsql as $$
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
    select from consulting_holds_in_force(new.patient_id, new.at)),
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
    'approvals', (select jsonb_agg(jsonb_build_array(a.valid_from, a.valid_until, e.ended_on, consulting_review_due_on(a.id))
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
                from consulting_holds_in_force(person, moment) h join staff_user w on w.id = h.owner_id),
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

do $$
declare
  changed text := (
    select string_agg(b.proname, ', ') from whole_before b join pg_proc p on p.proname = b.proname
     where p.pronamespace = 'public'::regnamespace and p.prosrc <> b.prosrc);
begin
  if changed is not null then
    raise exception '% reads otherwise than before: put its present text into this step.', changed;
  end if;
end $$;
drop table whole_before;
