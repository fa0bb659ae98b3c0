-- People at the hatch: registered, approved, ordered, checked in, blown, checked, with a room, a
-- container that lasts 50 doses, and a kit. Written in bulk, through every guard and journal trigger.
create table bench_ready as
  select n, gen_random_uuid() as patient, gen_random_uuid() as visit, gen_random_uuid() as orders,
         gen_random_uuid() as kit, gen_random_uuid() as room, null::uuid as container
    from generate_series(1, current_setting('bench.doses')::int) n;

create temporary table bench_vessel as
  select n, gen_random_uuid() as container
    from generate_series(0, current_setting('bench.doses')::int
                            / current_setting('bench.container')::int) n;
update bench_ready r set container = v.container
  from bench_vessel v where v.n = (r.n - 1) / current_setting('bench.container')::int;
create unique index on bench_ready (n);
grant select on bench_ready to vangnet_app;

create temporary table bench_who as
  select u.id as unit,
         (select id from staff_user where username = 'nurse-bench') as nurse,
         (select id from staff_user where username = 'desk-bench') as desk,
         (select id from staff_user where username = 'prescriber-bench') as prescriber,
         (select id from staff_user where username = 'pharmacist-bench') as pharmacist,
         (select id from vault_lot l where l.unit_id = u.id limit 1) as lot,
         (select id from vault_kitlot l where l.unit_id = u.id limit 1) as kit_lot,
         (select id from devices_breathtester t where t.unit_id = u.id) as tester,
         now() as at, clinic_day_of(u.id, now()) as today
    from registry_unit u where u.code = 'bench';

insert into registry_room (id, unit_id, number, state, state_since)
  select r.room, w.unit, 100 + r.n, 'ready', w.at from bench_ready r, bench_who w;
insert into registry_patient (id, unit_id, number, registered_at, registered_by_id)
  select r.patient, w.unit, 'B-' || r.n, w.at, w.desk from bench_ready r, bench_who w;
-- Each let in by a decision like that of the one who was let in by the actions.
insert into consulting_referral (id, unit_id, patient_id, stage, referred_on, referrer, drug,
    salt_form, route, words, request_id, recorded_at, recorded_by_id)
  select r.patient, w.unit, r.patient, 'start', w.today, 'bench', 'diamorphine',
         'hydrochloride_monohydrate', 'intravenous', '', gen_random_uuid(), w.at, w.prescriber
    from bench_ready r, bench_who w;
insert into consulting_eligibilitydecision (id, referral_id, unit_id, patient_id, outcome,
    approved_by, authority, permit_number, words, protocol_id, facts, assessment, criteria, met,
    waived, not_met, not_known, request_id, decided_at, decided_by_id)
  select r.patient, r.patient, w.unit, r.patient, d.outcome, d.approved_by, '', '', '',
         d.protocol_id, d.facts, d.assessment, d.criteria, d.met, d.waived, d.not_met, d.not_known,
         gen_random_uuid(), w.at, w.prescriber
    from bench_ready r, bench_who w, consulting_eligibilitydecision d
   where d.unit_id = w.unit and d.patient_id not in (select patient from bench_ready);
insert into consulting_approval (id, unit_id, patient_id, decision_id, authority, reference,
                                 valid_from, valid_until, recorded_at, recorded_by_id)
  select gen_random_uuid(), w.unit, r.patient, r.patient, 'bench', '', w.today, w.today + 300, w.at,
         w.prescriber from bench_ready r, bench_who w;
insert into consulting_order (id, unit_id, patient_id, number, drug, salt_form, route, dose_mg,
    doses_per_day, day_mg, valid_from, valid_until, signed_at, prescriber_id, supersedes_id, is_restart,
    steps_count)
  select r.orders, w.unit, r.patient, 1, 'diamorphine', 'hydrochloride_monohydrate', 'intravenous',
         200, 3, 600, w.today - 30, w.today + 300, w.at, w.prescriber, null, false, 0
    from bench_ready r, bench_who w;
insert into reception_visit (id, unit_id, patient_id, clinic_day, stage, opened_at, opened_by_id,
                             identifiers, request_id)
  select r.visit, w.unit, r.patient, w.today, 'waiting', w.at, w.desk, '{photo,birth_date}',
         gen_random_uuid() from bench_ready r, bench_who w;
insert into dispensary_breathtest (id, unit_id, visit_id, patient_id, tester_id, reading,
    reading_unit, alcohol_ug_per_l, limit_ug_per_l, calibrated_on, calibration_due_on, taken_at,
    taken_by_id, request_id, read_back)
  select gen_random_uuid(), w.unit, r.visit, r.patient, w.tester, 0, 'ug/L', 0,
         (select min(breath_alcohol_max_ug_per_l) from protocols_protocollimit), w.today - 30,
         w.today + 300, w.at, w.nurse, gen_random_uuid(), 0 from bench_ready r, bench_who w;
insert into dispensary_predosecheck (id, unit_id, visit_id, patient_id, sedation_score, asleep,
    intoxication_signs, checked_at, checked_by_id, request_id)
  select gen_random_uuid(), w.unit, r.visit, r.patient, 0, false, '{}', w.at, w.nurse,
         gen_random_uuid() from bench_ready r, bench_who w;
update reception_visit set stage = 'tested' where stage = 'waiting';
update reception_visit set stage = 'checked' where stage = 'tested';
insert into reception_roomstay (id, unit_id, visit_id, room_id, from_at, given_by_id)
  select gen_random_uuid(), w.unit, r.visit, r.room, w.at, w.nurse from bench_ready r, bench_who w;
insert into vault_container (id, unit_id, lot_id, code, state, usable_until)
  select v.container, w.unit, w.lot, 'B-' || v.n, 'open', w.at + interval '300 days'
    from bench_vessel v, bench_who w;
insert into vault_posting (id, unit_id, clinic_day, container_id, kind, from_account, to_account,
    salt_form, mg, at, by_id, witness_id, reason, request_id)
  select gen_random_uuid(), w.unit, w.today, v.container, 'receipt', 'supplier', 'stock',
         'hydrochloride_monohydrate', 10000, w.at, w.pharmacist, w.nurse, '', gen_random_uuid()
    from bench_vessel v, bench_who w;
insert into vault_kit (id, unit_id, lot_id, code)
  select r.kit, w.unit, w.kit_lot, 'B-' || r.n from bench_ready r, bench_who w;

-- The limit: the same two statements, with an answer that was worked out before.
create table bench_answer (answer jsonb);
create function bench_dose(number bigint, actor text) returns void language plpgsql as $$
declare
  r bench_ready;
begin
  select * into r from bench_ready where n = number;
  perform dispensary_at_the_hatch(actor, gen_random_uuid(), r.visit, r.orders, r.container,
                                  r.kit, now());
  perform dispensary_keep_answer(bench_answer_for(r));
end $$;
create function bench_answer_for(r bench_ready) returns jsonb language sql volatile as $$
  select a.answer || jsonb_build_object(
    'id', gen_random_uuid(), 'request_id', gen_random_uuid(), 'posting_id', gen_random_uuid(),
    'use_id', gen_random_uuid(), 'visit_id', r.visit, 'patient_id', r.patient,
    'order_id', r.orders, 'container_id', r.container, 'kit_id', r.kit, 'room_id', r.room,
    'at', now())
    from bench_answer a
$$;
