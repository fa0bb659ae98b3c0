-- The gate's hard limits once more, for whoever reaches the tables without the gate.
-- A value that is not known does not hold (must_hold), so a missing row refuses too.

-- Tests, checks and signs: by a nurse or prescriber, in an open visit, and a correction is of the
-- same visit. Two people see a reading that a correction lowers.
create function dispensary_guard_test() returns trigger language plpgsql as $$
declare
  written jsonb := to_jsonb(new);
  corrected jsonb;
begin
  perform must_hold(
    staff_is(coalesce(written ->> 'taken_by_id', written ->> 'checked_by_id', written ->> 'by_id')::uuid,
             array['nurse', 'prescriber']),
    'entry_is_by_who_may', 'Only a nurse or a prescriber writes this.');
  if new.corrects_id is not null then
    execute format('select to_jsonb(t) from %I t where id = $1', tg_table_name)
       into corrected using new.corrects_id;
    perform must_hold((corrected ->> 'visit_id')::uuid = new.visit_id,
      'correction_is_of_the_same_visit', 'A correction names an entry of the same visit.');
    perform must_hold(
      corrected ->> 'taken_by_id' is null or written ->> 'taken_by_id' <> corrected ->> 'taken_by_id'
      or (written ->> 'alcohol_ug_per_l')::numeric >= (corrected ->> 'alcohol_ug_per_l')::numeric,
      'lower_reading_is_by_another_person', 'A reading is corrected downwards by another person.');
  end if;
  perform must_hold(
    (select v.closed_at is null and v.patient_id = new.patient_id and v.unit_id = new.unit_id
       from reception_visit v where v.id = new.visit_id),
    'entry_is_of_an_open_visit', 'This belongs to an open visit of the same patient.');
  return new;
end $$;
create trigger c_guard before insert on dispensary_breathtest
  for each row execute function dispensary_guard_test();
create trigger c_guard before insert on dispensary_predosecheck
  for each row execute function dispensary_guard_test();
alter table dispensary_breathtest enable always trigger c_guard;
alter table dispensary_predosecheck enable always trigger c_guard;

-- What may this person have today, and does the asker have it in writing?
create function dispensary_guard_permission(new dispensary_handover, l protocols_protocollimit)
returns void language plpgsql as $$
declare
  o consulting_order;
begin
  perform must_hold(exists (
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
  perform must_hold(new.dose_mg <= o.dose_mg, 'dose_is_at_most_the_order', 'More than was ordered.');
  perform must_hold(dispensary_doses(new.patient_id, new.clinic_day) < o.doses_per_day,
                    'doses_are_at_most_the_order', 'More doses than were ordered.');
  perform must_hold(new.dose_mg + dispensary_day_mg(new, l) <= o.day_mg, 'day_is_at_most_the_order', 'More in a day than was ordered.');
  perform must_hold(not exists (
    select from consulting_hold h where h.patient_id = new.patient_id and h.lifted_at is null),
    'dose_waits_for_holds', 'A hold is in force.');
end $$;

-- What counts toward the day: what was given, or all of a dose that is still open, at any unit, in
-- mg of the salt form asked for. Null, which holds nothing, where another form has no signed factor.
create function dispensary_day_mg(asked dispensary_handover, l protocols_protocollimit)
returns numeric language sql stable as $$
  select case when bool_and(factor is not null) is not false then coalesce(sum(mg * factor), 0) end
    from (
      select case when u.ended_at is null then u.dose_mg else u.given_mg end as mg,
             case when h.salt_form = asked.salt_form then 1
                  else (l.day_total_factors ->> h.salt_form)::numeric end as factor
        from dispensary_handover h join dispensary_use u on u.hand_over_id = h.id
       where h.patient_id = asked.patient_id and h.clinic_day = asked.clinic_day and h.allowed
         and h.drug = asked.drug and coalesce(u.given_mg, u.dose_mg) > 0) as had
$$;

-- How many doses count that day. A dose of which nothing was given is no dose.
create function dispensary_doses(patient uuid, day date) returns bigint
language sql stable as $$
  select count(*) from dispensary_handover h join dispensary_use u on u.hand_over_id = h.id
   where h.patient_id = patient and h.clinic_day = day and h.allowed
     and coalesce(u.given_mg, u.dose_mg) > 0
$$;

create function dispensary_guard_limits(new dispensary_handover, l protocols_protocollimit)
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
                    or dispensary_doses(new.patient_id, new.clinic_day) < l.day_doses_max,
                    'doses_are_at_most_the_limit', 'Over the number of doses in a day.');
  perform dispensary_guard_last_dose(new, l);
end $$;

create function dispensary_guard_last_dose(new dispensary_handover, l protocols_protocollimit)
returns void language plpgsql as $$
declare
  last_use dispensary_use;
begin
  perform must_hold(
    not exists (select from dispensary_use u
                 where u.patient_id = new.patient_id and u.ended_at is null),
    'last_dose_has_ended', 'The last dose is still open.');
  select * into last_use from dispensary_use u
   where u.patient_id = new.patient_id and u.given_mg > 0
   order by u.opened_at desc, u.id desc limit 1;
  if found then
    -- The small second dose of the very first day need not wait; the gate knows which that is.
    perform must_hold(last_use.ended_at + coalesce(l.interval_shortest, interval '0') <= new.at
                      or (new.dose_mg <= l.growth_at_once_dose_mg_max
                          and dispensary_doses(new.patient_id, new.clinic_day) = 1),
                      'dose_is_not_too_soon', 'Too soon after the last dose.');
    -- A restart counts like a dose, so it too grows old when nobody comes.
    perform must_hold(
      (select new.clinic_day - greatest(h.clinic_day, (
                select clinic_day_of(new.unit_id, max(o.signed_at)) from consulting_order o
                 where o.patient_id = new.patient_id and o.is_restart)) <= l.gap_days_max
         from dispensary_handover h where h.id = last_use.hand_over_id),
      'gap_needs_a_restart', 'After a gap only a prescriber restarts.');
  end if;
end $$;

create function dispensary_guard_readiness(new dispensary_handover, l protocols_protocollimit)
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
  perform must_hold(exists (
    select from reception_roomstay s join registry_room r on r.id = s.room_id
     where s.visit_id = new.visit_id and s.until_at is null and r.state <> 'closed'),
    'dose_needs_a_room', 'The visit has no room in service.');
end $$;

create function dispensary_guard_goods(new dispensary_handover, kit_needed boolean)
returns void language plpgsql as $$
begin
  perform must_hold(
    staff_is(new.by_id, array['nurse', 'prescriber']),
    'dose_is_given_by_who_may', 'Only a nurse or a prescriber hands over.');
  perform must_hold(
    staff_is(new.witness_id, array['nurse', 'prescriber', 'pharmacist']),
    'dose_is_witnessed_by_who_may', 'Only a nurse, prescriber or pharmacist witnesses.');
  perform must_hold(new.witness_read_mg = new.dose_mg, 'hand_over_lacks_nothing',
                    'The witness did not read this amount.');
  perform must_hold(
    (select c.unit_id = new.unit_id and c.state = 'open' and c.usable_until > new.at
            and l.expires_on >= new.clinic_day and l.drug = new.drug
            and l.salt_form = new.salt_form and new.route = any (l.routes)
       from vault_container c join vault_lot l on l.id = c.lot_id where c.id = new.container_id),
    'dose_needs_a_usable_container', 'The container is not usable for this dose.');
  perform must_hold(
    (new.kit_id is null and not kit_needed) or
    (select k.unit_id = new.unit_id and l.expires_on >= new.clinic_day and l.route = new.route
       from vault_kit k join vault_kitlot l on l.id = k.lot_id where k.id = new.kit_id),
    'dose_needs_a_sterile_kit', 'The kit is not usable for this dose.');
end $$;

create function dispensary_guard_hand_over() returns trigger language plpgsql as $$
declare
  l protocols_protocollimit;
begin
  perform must_hold(new.clinic_day = clinic_day_of(new.unit_id, new.at),
                    'hand_over_is_of_its_clinic_day', 'The hand-over is written on another clinic day.');
  if not new.allowed then
    return new;  -- also one whose clock is off: that is why it was refused
  end if;
  perform must_be_about_now(new.unit_id, new.at);
  -- One hand-over at a time a person, or two hatches could each see "none today".
  perform 1 from registry_patient where id = new.patient_id for no key update;
  perform must_hold(
    (select v.closed_at is null and v.stage = 'checked' and v.patient_id = new.patient_id
            and v.unit_id = new.unit_id and v.opened_at <= new.at
       from reception_visit v where v.id = new.visit_id),
    'dose_needs_an_open_visit', 'The visit is not at the hatch.');
  select * into l from protocols_protocollimit
   where version_id = new.protocol_id and drug = new.drug
     and salt_form = new.salt_form and route = new.route;
  perform dispensary_guard_permission(new, l);
  perform dispensary_guard_limits(new, l);
  perform dispensary_guard_readiness(new, l);
  perform dispensary_guard_goods(new, l.kit_needed);
  return new;
end $$;
create trigger c_guard before insert on dispensary_handover
  for each row execute function dispensary_guard_hand_over();
alter table dispensary_handover enable always trigger c_guard;

call keep_record('dispensary_breathtest');
call keep_record('dispensary_predosecheck');
call keep_record('dispensary_handover');
call keep_record('dispensary_use', array['once:started_at', 'once:ended_at', 'once:ended_by_id',
  'once:given_mg', 'once:not_used_mg', 'once:spilt_mg', 'once:attempts']);
call keep_clock('dispensary_breathtest', 'taken_at');
call keep_clock('dispensary_predosecheck', 'checked_at');
call keep_clock('dispensary_use', 'started_at');
call keep_clock('dispensary_use', 'ended_at');
