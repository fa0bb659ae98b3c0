-- Ten years of a thousand patients in a unit of their own: a visit with breath test and dose a day each.
-- Guards and journal are off for these tables and their references dropped: a scratch database, and
-- nothing else is measured after it. Keys rise with time, as the real ones do.
do $$
declare
  name regclass;
  tie record;
begin
  foreach name in array array['registry_patient', 'consulting_episode', 'consulting_episodeend',
      'consulting_referral', 'reception_visit', 'dispensary_breathtest', 'dispensary_handover',
      'dispensary_use', 'recovery_incident']::regclass[] loop
    for tie in select conname, conrelid::regclass as on_table from pg_constraint
                where contype = 'f' and (conrelid = name or confrelid = name) loop
      execute format('alter table %s drop constraint if exists %I', tie.on_table, tie.conname);
    end loop;
    execute format('alter table %s disable trigger user', name);
  end loop;
end $$;

create function years_key(kind int, n bigint) returns uuid language sql immutable as $$
  select (lpad(to_hex(n), 12, '0') || '7' || lpad(to_hex(kind), 19, '0'))::uuid
$$;
create temporary table years_who as
  select p, years_key(1, p) as patient, 1 + (p * 7) % 700 as first_day,
         case when p % 4 = 0 then 1500 + (p * 13) % 1500 end as last_day,
         (array['dropped_out', 'own_choice', 'prison', 'deceased'])[1 + p / 4 % 4] as reason
    from generate_series(1, current_setting('years.patients')::int) p;
create temporary table years_unit as
  select u.id as unit, current_setting('years.first_on')::date as first_on,
         current_setting('years.days')::int as days,
         (select id from staff_user where username = 'nurse-years') as nurse,
         (select id from staff_user where username = 'second_nurse-years') as witness,
         (select id from devices_breathtester t where t.unit_id = u.id) as tester,
         (select id from protocols_protocolversion v where v.unit_id = u.id limit 1) as protocol
    from registry_unit u where u.code = 'years';

insert into registry_patient (id, unit_id, number, registered_at, registered_by_id)
  select w.patient, u.unit, 'Y-' || w.p, u.first_on + w.first_day - 30, u.nurse
    from years_who w, years_unit u;
insert into consulting_referral (id, unit_id, patient_id, stage, referred_on, referrer, drug,
    salt_form, route, words, request_id, recorded_at, recorded_by_id)
  select w.patient, u.unit, w.patient, 'start', u.first_on + w.first_day - 30, 'made up',
         'diamorphine', 'hydrochloride_monohydrate', 'intravenous', '', w.patient, u.first_on, u.nurse
    from years_who w, years_unit u;
insert into consulting_episode (id, unit_id, patient_id, treatment, provider, started_on, evidence,
    withdrawn, why_corrected, request_id, recorded_at, recorded_by_id)
  select w.patient, u.unit, w.patient, 'hat', '', u.first_on + w.first_day, '', false, '', w.patient,
         u.first_on, u.nurse from years_who w, years_unit u;
insert into consulting_episodeend (id, episode_id, ended_on, reason, words, recorded_at, recorded_by_id)
  select w.patient, w.patient, u.first_on + w.last_day, w.reason, '', u.first_on, u.nurse
    from years_who w, years_unit u where w.last_day < u.days;

create temporary table years_visits as
  select (d::bigint * 10000 + w.p) as n, w.p, w.patient, u.first_on + d as day,
         (u.first_on + d) + interval '7 hours' + (w.p % 600) * interval '1 minute' as at
    from years_unit u
    cross join generate_series(0, u.days - 1) d
    join years_who w on d >= w.first_day and d <= coalesce(w.last_day, u.days) and (d + w.p) % 11 > 0
   order by d, w.p;
insert into reception_visit (id, unit_id, patient_id, clinic_day, stage, opened_at, opened_by_id,
    identifiers, closed_at, closed_by_id, request_id)
  select years_key(2, v.n), u.unit, v.patient, v.day, 'left', v.at, u.nurse, '{photo,birth_date}',
         v.at + interval '70 minutes', u.nurse, years_key(2, v.n) from years_visits v, years_unit u;
insert into dispensary_breathtest (id, unit_id, visit_id, patient_id, tester_id, reading, reading_unit,
    alcohol_ug_per_l, limit_ug_per_l, calibrated_on, calibration_due_on, taken_at, taken_by_id, request_id)
  select years_key(3, v.n), u.unit, years_key(2, v.n), v.patient, u.tester, 0, 'ug/L',
         case when v.n % 97 = 0 then 400 else 0 end, 220, v.day, v.day,
         v.at + (1 + v.n % 9) * interval '1 minute', u.nurse, years_key(3, v.n)
    from years_visits v, years_unit u;
insert into dispensary_handover (id, request_id, unit_id, clinic_day, visit_id, patient_id, order_id,
    drug, salt_form, route, dose_mg, number_of_day, container_id, facts, protocol_id, allowed, reasons,
    at, by_id, witness_id, witness_read_mg)
  select years_key(4, v.n), years_key(4, v.n), u.unit, v.day, years_key(2, v.n), v.patient, v.patient,
         'diamorphine', 'hydrochloride_monohydrate', 'intravenous', 100 + v.p % 300, 1, v.patient, '{}',
         u.protocol, true, '[]', v.at + (12 + v.n % 17) * interval '1 minute', u.nurse, u.witness,
         100 + v.p % 300
    from years_visits v, years_unit u;
insert into dispensary_use (id, unit_id, hand_over_id, visit_id, patient_id, dose_mg, opened_at,
    started_at, ended_at, ended_by_id, given_mg, not_used_mg, spilt_mg)
  select years_key(5, v.n), u.unit, years_key(4, v.n), years_key(2, v.n), v.patient, 100 + v.p % 300,
         v.at, v.at + interval '30 minutes', v.at + interval '38 minutes', u.nurse,
         100 + v.p % 300, 0, 0
    from years_visits v, years_unit u;
insert into recovery_incident (id, request_id, unit_id, is_void, kind, grade, patient_id, happened_at,
    found_on, words, duty, report_to, recorded_at, recorded_by_id)
  select years_key(6, v.n), years_key(6, v.n), u.unit, false, (array['seizure', 'fall'])[1 + v.n % 2], 2,
         v.patient, v.at, v.day, 'made up', 'not_set', '', v.at, u.nurse
    from years_visits v, years_unit u where v.n % 1999 = 0;
