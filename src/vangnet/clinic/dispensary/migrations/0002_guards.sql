-- The gate's hard limits once more, for whoever reaches the tables without the gate.
-- A value that is not known does not hold (must_hold), so a missing row refuses too.

create function dispensary_guard_test() returns trigger language plpgsql as $$
begin
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
create function dispensary_guard_permission(new dispensary_handover) returns void language plpgsql as $$
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
  perform must_hold(new.dose_mg + dispensary_day_mg(new.patient_id, new.clinic_day, new.salt_form)
                    <= o.day_mg, 'day_is_at_most_the_order', 'More in a day than was ordered.');
  perform must_hold(not exists (
    select from consulting_hold h where h.patient_id = new.patient_id and h.lifted_at is null),
    'dose_waits_for_holds', 'A hold is in force.');
end $$;

-- What counts toward the day: what was given, or all of a dose that is still open, at any unit.
create function dispensary_day_mg(patient uuid, day date, salt text) returns numeric
language sql stable as $$
  select coalesce(sum(case when u.ended_at is null then u.dose_mg else u.given_mg end), 0)
    from dispensary_handover h join dispensary_use u on u.hand_over_id = h.id
   where h.patient_id = patient and h.clinic_day = day and h.allowed and h.salt_form = salt
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
  perform must_hold(l.day_mg_max is null or new.dose_mg
                    + dispensary_day_mg(new.patient_id, new.clinic_day, new.salt_form) <= l.day_mg_max,
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
    perform must_hold(last_use.ended_at + coalesce(l.interval_shortest, interval '0') <= new.at,
                      'dose_is_not_too_soon', 'Too soon after the last dose.');
    -- A restart counts like a dose, so it too grows old when nobody comes.
    perform must_hold(
      (select new.clinic_day - greatest(h.clinic_day, (
                select max((o.signed_at at time zone 'UTC')::date) from consulting_order o
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
    (select u.is_active and u.role in ('nurse', 'prescriber') from staff_user u where u.id = new.by_id),
    'dose_is_given_by_who_may', 'Only a nurse or a prescriber hands over.');
  perform must_hold(
    (select u.is_active and u.role in ('nurse', 'prescriber', 'pharmacist')
       from staff_user u where u.id = new.witness_id),
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
  perform dispensary_guard_permission(new);
  select * into l from protocols_protocollimit
   where version_id = new.protocol_id and drug = new.drug
     and salt_form = new.salt_form and route = new.route;
  perform dispensary_guard_limits(new, l);
  perform dispensary_guard_readiness(new, l);
  perform dispensary_guard_goods(new, l.kit_needed);
  return new;
end $$;
create trigger c_guard before insert on dispensary_handover
  for each row execute function dispensary_guard_hand_over();
alter table dispensary_handover enable always trigger c_guard;

-- A use belongs to an allowed hand-over, in the same transaction as the drug leaving its container.
create function dispensary_guard_use() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform must_hold(
      (select h.allowed and h.patient_id = new.patient_id and h.visit_id = new.visit_id
              and h.dose_mg = new.dose_mg and h.at = new.opened_at and h.unit_id = new.unit_id
         from dispensary_handover h where h.id = new.hand_over_id),
      'use_is_of_an_allowed_hand_over', 'There is no such dose to use.');
  end if;
  if new.ended_at is not null then
    -- The check of the same name is also content with what is not known.
    perform must_hold(new.given_mg + new.not_used_mg + new.spilt_mg = new.dose_mg,
                      'use_names_every_milligram_when_it_ends', 'Not all of this dose is named.');
    perform must_hold(new.ended_at >= coalesce(new.started_at, new.opened_at),
                      'use_ends_after_it_starts', 'A use cannot end before it starts.');
    perform must_hold(new.given_mg = 0 or new.started_at is not null,
                      'use_is_started_before_anything_is_given', 'Nothing is given before the start.');
  end if;
  return new;
end $$;
create trigger c_guard before insert or update on dispensary_use
  for each row execute function dispensary_guard_use();
alter table dispensary_use enable always trigger c_guard;

-- At commit, every allowed hand-over has its use and its posting, and every ended use accounts for
-- its milligrams in the register: no path, however written, can forget one of the two.
create function dispensary_check_books() returns trigger language plpgsql as $$
declare
  dose dispensary_handover;
  used dispensary_use;
  moved record;
begin
  if tg_table_name = 'dispensary_use' then
    select * into used from dispensary_use where id = new.id;
    select * into dose from dispensary_handover where id = used.hand_over_id;
  else
    if not new.allowed then
      return null;
    end if;
    dose := new;
    select * into used from dispensary_use where hand_over_id = dose.id;
    perform must_hold(found, 'hand_over_opens_a_use', 'A dose was handed over without a use.');
  end if;
  select
    coalesce(sum(mg) filter (where kind = 'dose' and container_id = dose.container_id), 0) as dosed,
    coalesce(sum(mg) filter (where kind = 'given'), 0) as given,
    coalesce(sum(mg) filter (where kind = 'not_used'), 0) as not_used,
    coalesce(sum(mg) filter (where kind = 'spilt'), 0) as spilt
    into moved from vault_posting where about = dose.id;
  perform must_hold(moved.dosed = dose.dose_mg,
                    'hand_over_leaves_its_container', 'The register does not show this dose leaving.');
  if used.ended_at is not null then
    perform must_hold(
      moved.given = used.given_mg and moved.not_used = used.not_used_mg and moved.spilt = used.spilt_mg,
      'use_is_in_the_register', 'The register does not show where this dose went.');
  end if;
  return null;
end $$;
create constraint trigger y_books after insert on dispensary_handover
  deferrable initially deferred for each row execute function dispensary_check_books();
create constraint trigger y_books after update on dispensary_use
  deferrable initially deferred for each row
  when (new.ended_at is not null) execute function dispensary_check_books();
alter table dispensary_handover enable always trigger y_books;
alter table dispensary_use enable always trigger y_books;

-- And the other way round: a dose posting belongs to an allowed hand-over of exactly that amount.
create function dispensary_check_posting() returns trigger language plpgsql as $$
begin
  if new.kind = 'dose' then
    perform must_hold(
      (select h.allowed and h.container_id = new.container_id
              and h.dose_mg = (select sum(p.mg) from vault_posting p
                                where p.about = h.id and p.kind = 'dose')
         from dispensary_handover h where h.id = new.about),
      'posting_of_a_dose_has_its_hand_over', 'A dose left the stock without a hand-over.');
  elsif new.kind in ('given', 'not_used', 'spilt') then
    perform must_hold(
      (select u.ended_at is not null and (
         select sum(p.mg) from vault_posting p where p.about = u.hand_over_id and p.kind = new.kind)
         = case new.kind when 'given' then u.given_mg when 'spilt' then u.spilt_mg else u.not_used_mg end
         from dispensary_use u where u.hand_over_id = new.about),
      'posting_of_a_use_has_its_use', 'The register shows a use that nobody recorded.');
  end if;
  return null;
end $$;
create constraint trigger y_books after insert on vault_posting
  deferrable initially deferred for each row
  when (new.kind in ('dose', 'given', 'not_used', 'spilt')) execute function dispensary_check_posting();
alter table vault_posting enable always trigger y_books;

-- A visit's later stages are where the dose is, not what somebody says.
create function dispensary_guard_stage() returns trigger language plpgsql as $$
begin
  if new.stage = old.stage then
    return new;
  end if;
  perform must_hold(
    case new.stage
      when 'dosed' then exists (select from dispensary_use u where u.visit_id = new.id and u.ended_at is null)
      when 'using' then exists (select from dispensary_use u where u.visit_id = new.id
                                  and u.ended_at is null and u.started_at is not null)
      when 'recovering' then exists (select from dispensary_use u where u.visit_id = new.id)
                         and not exists (select from dispensary_use u where u.visit_id = new.id
                                            and u.ended_at is null)
      when 'turned_away' then not exists (select from dispensary_use u where u.visit_id = new.id)
      else true
    end, 'visit_stage_is_where_the_dose_is', 'The dose of this visit says otherwise.');
  return new;
end $$;
create trigger d_guard_dose before update on reception_visit
  for each row execute function dispensary_guard_stage();
alter table reception_visit enable always trigger d_guard_dose;

call keep_record('dispensary_breathtest');
call keep_record('dispensary_predosecheck');
call keep_record('dispensary_handover');
call keep_record('dispensary_use', array['once:started_at', 'once:ended_at', 'once:ended_by_id',
  'once:given_mg', 'once:not_used_mg', 'once:spilt_mg', 'once:attempts']);
call keep_clock('dispensary_breathtest', 'taken_at');
call keep_clock('dispensary_predosecheck', 'checked_at');
call keep_clock('dispensary_use', 'started_at');
call keep_clock('dispensary_use', 'ended_at');
