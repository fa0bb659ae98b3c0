-- A patient has an order a drug: limits, counts, interval and gap are asked drug by drug, a dose of
-- methadone needs no approval for HAT, and an order says what its step of the day says.

-- How many doses of the drug count that day. A dose of which nothing was given is no dose.
create function dispensary_doses(patient uuid, day date, medicine text) returns bigint
language sql stable as $$
  select count(*) from dispensary_handover h join dispensary_use u on u.hand_over_id = h.id
   where h.patient_id = patient and h.clinic_day = day and h.allowed and h.drug = medicine
     and coalesce(u.given_mg, u.dose_mg) > 0
$$;

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
    select from consulting_hold h where h.patient_id = new.patient_id and h.lifted_at is null),
    'dose_waits_for_holds', 'A hold is in force.');
end $$;

-- Methadone of the day beside a drug of HAT, whichever of the two comes first.
create function dispensary_guard_beside(new dispensary_handover, l protocols_protocollimit)
returns void language plpgsql as $$
declare
  methadone_mg numeric;
begin
  select coalesce(sum(case when u.ended_at is null then u.dose_mg else u.given_mg end), 0)
    into methadone_mg
    from dispensary_handover h join dispensary_use u on u.hand_over_id = h.id
   where h.patient_id = new.patient_id and h.clinic_day = new.clinic_day and h.allowed
     and h.drug = 'methadone';
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

create or replace function dispensary_guard_limits(new dispensary_handover, l protocols_protocollimit)
returns void language plpgsql as $$
declare
  doses_before integer;
begin
  perform must_hold(l.id is not null and new.protocol_id = protocol_in_force(new.unit_id, new.at),
                    'dose_needs_the_protocol_in_force', 'The protocol in force does not have this.');
  perform must_hold(l.dose_mg_max is null or new.dose_mg <= l.dose_mg_max,
                    'dose_is_at_most_the_limit', 'Over the largest single dose.');
  perform must_hold(l.day_mg_max is null or new.dose_mg + dispensary_day_mg(new, l) <= l.day_mg_max,
                    'day_is_at_most_the_limit', 'Over the most in a day.');
  select count(*) into doses_before from dispensary_handover h
   where h.patient_id = new.patient_id and h.clinic_day = new.clinic_day and h.allowed;
  perform must_hold(new.number_of_day = doses_before + 1,
                    'dose_is_the_next_of_the_day', 'Another dose was handed over meanwhile.');
  perform must_hold(l.day_doses_max is null
                    or dispensary_doses(new.patient_id, new.clinic_day, new.drug) < l.day_doses_max,
                    'doses_are_at_most_the_limit', 'Over the number of doses in a day.');
  perform dispensary_guard_beside(new, l);
  perform dispensary_guard_last_dose(new, l);
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
  select u.* into last_use from dispensary_use u join dispensary_handover h on h.id = u.hand_over_id
   where u.patient_id = new.patient_id and u.given_mg > 0 and h.drug = new.drug
   order by u.opened_at desc, u.id desc limit 1;
  if found then
    -- The small second dose of the very first day need not wait; the gate knows which that is.
    perform must_hold(last_use.ended_at + coalesce(l.interval_shortest, interval '0') <= new.at
                      or (new.dose_mg <= l.growth_at_once_dose_mg_max
                          and dispensary_doses(new.patient_id, new.clinic_day, new.drug) = 1),
                      'dose_is_not_too_soon', 'Too soon after the last dose.');
    -- A restart counts like a dose, so it too grows old when nobody comes.
    perform must_hold(
      (select new.clinic_day - greatest(h.clinic_day, (
                select clinic_day_of(new.unit_id, max(o.signed_at)) from consulting_order o
                 where o.patient_id = new.patient_id and o.is_restart and o.drug = new.drug)) <= l.gap_days_max
         from dispensary_handover h where h.id = last_use.hand_over_id),
      'gap_needs_a_restart', 'After a gap only a prescriber restarts.');
  end if;
end $$;

create or replace function dispensary_guard_readiness(new dispensary_handover, l protocols_protocollimit)
returns void language plpgsql as $$
declare
  t dispensary_breathtest;
  c dispensary_predosecheck;
begin
  select * into t from dispensary_breathtest b
   where b.visit_id = new.visit_id
     and not exists (select from dispensary_breathtest n where n.corrects_id = b.id)
   order by b.taken_at desc, b.id desc limit 1;
  perform must_hold(
    t.taken_at <= new.at and t.taken_at + l.breath_test_valid >= new.at
    and t.alcohol_ug_per_l <= l.breath_alcohol_max_ug_per_l
    and t.calibrated_on <= new.clinic_day and t.calibration_due_on >= new.clinic_day,
    'dose_needs_a_breath_test', 'No valid breath test at or under the limit.');
  perform must_hold(not exists (
    select from dispensary_breathtest b join reception_visit w on w.id = b.visit_id
     where b.patient_id = new.patient_id and w.clinic_day = new.clinic_day
       and b.alcohol_ug_per_l > b.limit_ug_per_l and b.taken_at + l.breath_retest_wait > t.taken_at
       and b.taken_at <= t.taken_at
       and not exists (select from dispensary_breathtest n where n.corrects_id = b.id)),
    'retest_waits', 'The test after one over the limit came too early.');
  select * into c from dispensary_predosecheck b
   where b.visit_id = new.visit_id
     and not exists (select from dispensary_predosecheck n where n.corrects_id = b.id)
   order by b.checked_at desc, b.id desc limit 1;
  perform must_hold(
    c.checked_at <= new.at and c.checked_at + l.pre_dose_check_valid >= new.at
    and c.sedation_score <= l.sedation_score_max and not c.asleep and c.intoxication_signs = '{}'
    and not exists (select from dispensary_use u where u.patient_id = new.patient_id
                       and coalesce(u.ended_at, u.opened_at) >= c.checked_at),
    'dose_needs_a_check', 'No valid check before the dose, or it did not pass.');
  perform must_hold(coalesce(
    (select bool_and(r.state <> 'closed')
       from reception_roomstay s join registry_room r on r.id = s.room_id
      where s.visit_id = new.visit_id and s.until_at is null),
    not l.room_needed),  -- not known: a room is needed
    'dose_needs_a_room', 'The visit has no room in service.');
end $$;

drop function dispensary_doses(uuid, date);

-- The read of the hatch, for one order of the patient. The plain reading is dispensary/facts.py.
drop function dispensary_at_the_hatch(text, uuid, uuid, uuid, uuid, timestamptz);
create function dispensary_at_the_hatch(
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
  select max(h.clinic_day) filter (where h.drug = medicine), max(h.clinic_day)
    into before, any_before
    from dispensary_handover h join dispensary_use u on u.hand_over_id = h.id
   where h.patient_id = person and h.allowed and h.clinic_day < today
     and coalesce(u.given_mg, u.dose_mg) > 0;  -- a dose of which nothing was given is no dose
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
    'doses', (select jsonb_agg(jsonb_build_array(
                       h.clinic_day, h.drug, h.salt_form, h.route, s.opened_at, s.ended_at,
                       (select w.dose_mg::text from consulting_order_on(h.order_id, h.clinic_day) w),
                       s.dose_mg::text, s.given_mg::text)
                     order by s.opened_at, s.id)
                from dispensary_use s join dispensary_handover h on h.id = s.hand_over_id
               where s.patient_id = person and h.clinic_day >= least(before, any_before, today)),
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
