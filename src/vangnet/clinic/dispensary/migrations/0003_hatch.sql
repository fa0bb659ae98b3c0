-- The two statements of the hatch. Functions, because a single statement would look at the tables
-- as they were before it got its lock; inside a function each query sees what is committed by then.

-- Lock the person, the visit and the container, in this order, and read everything the gate weighs.
-- The plain reading of the same is dispensary/facts.py; a test holds the two together.
create function dispensary_at_the_hatch(
  actor text, request uuid, visit uuid, container uuid, kit uuid, moment timestamptz
) returns jsonb language plpgsql set timezone = 'UTC' as $$
declare
  person uuid;
  v reception_visit;
  o consulting_order;
  today date;
  before date;
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
  select * into o from consulting_order c where c.patient_id = person
     and not exists (select from consulting_order n where n.supersedes_id = c.id)
   order by c.number desc limit 1;
  select max(h.clinic_day) into before
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
      'dose_mg', o.dose_mg::text, 'day_mg', o.day_mg::text,
      'stopped_at', (select s.stopped_at from consulting_orderstop s where s.order_id = o.id),
      'by_prescriber', is_prescriber(o.prescriber_id)) end,
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
                 where r.patient_id = person and r.is_restart),
    'restart_day', (select clinic_day_of(v.unit_id, max(r.signed_at)) from consulting_order r
                     where r.patient_id = person and r.is_restart),
    'closed', exists (select from vault_dayclose d
                       where d.unit_id = v.unit_id and d.clinic_day >= today),
    'check', (select jsonb_build_array(c.checked_at, c.sedation_score, c.asleep, c.intoxication_signs)
                from dispensary_predosecheck c
               where c.visit_id = visit
                 and not exists (select from dispensary_predosecheck n where n.corrects_id = c.id)
               order by c.checked_at desc, c.id desc limit 1),
    'doses', (select jsonb_agg(jsonb_build_array(
                       h.clinic_day, h.drug, h.salt_form, h.route, s.opened_at, s.ended_at,
                       ord.dose_mg::text, s.dose_mg::text, s.given_mg::text)
                     order by s.opened_at, s.id)
                from dispensary_use s join dispensary_handover h on h.id = s.hand_over_id
                join consulting_order ord on ord.id = h.order_id
               where s.patient_id = person and h.clinic_day >= coalesce(before, today)),
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

-- Keep the question and its answer; when allowed, let the dose go: posting, use, and stage.
create function dispensary_keep_answer(asked jsonb) returns void language plpgsql as $$
declare
  dose dispensary_handover := jsonb_populate_record(null::dispensary_handover, asked);
begin
  insert into dispensary_handover select (dose).*;
  if dose.allowed then
    insert into vault_posting (id, unit_id, clinic_day, container_id, kind, from_account,
      to_account, salt_form, mg, at, by_id, witness_id, about, reason, request_id)
    values ((asked ->> 'posting_id')::uuid, dose.unit_id, dose.clinic_day, dose.container_id,
      'dose', 'stock', 'in_use', dose.salt_form, dose.dose_mg, dose.at, dose.by_id,
      dose.witness_id, dose.id, '', dose.request_id);
    insert into dispensary_use (id, unit_id, hand_over_id, visit_id, patient_id, room_id, dose_mg,
      opened_at)
    values ((asked ->> 'use_id')::uuid, dose.unit_id, dose.id, dose.visit_id, dose.patient_id,
      (asked ->> 'room_id')::uuid, dose.dose_mg, dose.at);
    update reception_visit set stage = 'dosed' where id = dose.visit_id;
  end if;
end $$;
