-- Days that can be true: not before a birth, not after a death, no end before the last dose, and a
-- day to look again that comes. The same truths as rules/days.py, rules/holds.py and
-- rules/eligibility/deciding.py.

-- No record begins before it: a slip of the hand. EARLIEST_ON of rules/days.py.
create function earliest_day() returns date language sql immutable as $$ select date '1900-01-01' $$;

create function consulting_born_on(person uuid) returns date language sql stable as $$
  select greatest(earliest_day(), (select birth_date from registry_patientidentity where patient_id = person))
$$;

create function consulting_died_on(person uuid) returns date language sql stable as $$
  select max(s.ended_on) from consulting_standing_episodes(person) s where s.reason = 'deceased'
$$;

-- Whom a row of this room is about, also where only another row names the person.
create function consulting_person_of(written jsonb) returns uuid language sql stable as $$
  select coalesce(
    (written ->> 'patient_id')::uuid,
    (select patient_id from consulting_referral where id = (written ->> 'referral_id')::uuid),
    (select patient_id from consulting_approval where id = (written ->> 'approval_id')::uuid),
    (select patient_id from consulting_eligibilitydecision where id = (written ->> 'decision_id')::uuid))
$$;

-- Arguments: the columns that hold a day. What was taken back or struck may be of any day.
create function consulting_guard_birth() returns trigger language plpgsql as $$
declare
  written jsonb := to_jsonb(new);
  born date := consulting_born_on(consulting_person_of(to_jsonb(new)));
  name text;
begin
  if coalesce((written ->> 'withdrawn')::boolean, (written ->> 'is_void')::boolean, false) then
    return new;
  end if;
  foreach name in array tg_argv loop
    perform must_hold(written ->> name is null or (written ->> name)::date >= born,
                      'day_is_not_before_birth', 'This day lies before this person was born.');
  end loop;
  return new;
end $$;

-- Argument: the column with the day of the act, or with the moment of it. Late entries about the
-- time before stay possible, and so do notes, complaints and letters.
create function consulting_guard_death() returns trigger language plpgsql as $$
declare
  written jsonb := to_jsonb(new);
  person uuid := consulting_person_of(to_jsonb(new));
  died date := consulting_died_on(person);
  said text := written ->> tg_argv[0];
  unit uuid := coalesce((written ->> 'unit_id')::uuid,
                        (select unit_id from registry_patient where id = person));
begin
  if died is null or coalesce((written ->> 'withdrawn')::boolean, (written ->> 'is_void')::boolean,
                              (written ->> 'is_cancelled')::boolean, false) then
    return new;
  end if;
  perform must_hold(
    case when said like '%:%' then clinic_day_of(unit, said::timestamptz) else said::date end <= died,
    'the_dead_are_left_in_peace', 'This person has died. Only notes and letters are still written.');
  return new;
end $$;

do $$
declare
  one text[];
begin
  foreach one slice 1 in array array[
      ['consulting_episode', 'started_on', ''], ['consulting_referral', 'referred_on', ''],
      ['consulting_criterionevidence', 'verified_on', 'found_on'], ['consulting_contact', 'on', ''],
      ['consulting_result', 'taken_on', ''], ['consulting_consent', 'on', ''],
      ['consulting_complaint', 'received_on', ''], ['consulting_appeal', 'made_on', ''],
      ['consulting_review', 'given_on', '']] loop
    execute format('create trigger d_birth before insert on %I
                      for each row execute function consulting_guard_birth(%L%s)',
                   one[1], one[2], case one[3] when '' then '' else format(', %L', one[3]) end);
    execute format('alter table %I enable always trigger d_birth', one[1]);
  end loop;
  foreach one slice 1 in array array[
      ['consulting_referral', 'recorded_at'], ['consulting_criterionevidence', 'recorded_at'],
      ['consulting_hold', 'placed_at'], ['consulting_checkplan', 'recorded_at'],
      ['consulting_guestpermission', 'signed_at'], ['consulting_transfer', 'signed_at'],
      ['consulting_appointment', 'starts_at'], ['consulting_contact', 'on'],
      ['consulting_result', 'taken_on'], ['consulting_consent', 'on']] loop
    execute format('create trigger d_death before insert on %I
                      for each row execute function consulting_guard_death(%L)', one[1], one[2]);
    execute format('alter table %I enable always trigger d_death', one[1]);
  end loop;
end $$;

-- What a rung gives. As RUNGS of consulting/orders/rungs.py.
create function consulting_drugs_of(treatment text) returns text[] language sql immutable as $$
  select case treatment
    when 'hat' then array['diamorphine', 'hydromorphone']
    when 'methadone' then array['methadone']
    when 'slow_release_morphine' then array['morphine']
    when 'buprenorphine' then array['buprenorphine']
    else '{}'::text[] end
$$;

-- Was a dose of this treatment given after that day, outside every other episode of it that stands?
-- After a death any drug is one. A bottle counts on the day it was taken home: what was taken before
-- the end may be for a day after it.
create function consulting_dose_after(person uuid, treatment text, day date, died boolean, besides uuid)
returns boolean language plpgsql as $$
begin
  return exists (
    select from (
      select h.clinic_day as day, h.drug
        from dispensary_use u join dispensary_handover h on h.id = u.hand_over_id
       where u.patient_id = person and h.clinic_day > $3 and coalesce(u.given_mg, u.dose_mg) > 0
      union all
      select p.clinic_day, b.drug
        from dispensary_bottle b join dispensary_supply p on p.id = b.supply_id
       where b.patient_id = person and b.back_at is null
         and p.clinic_day > $3) had
     where died or (had.drug = any (consulting_drugs_of($2)) and not exists (
       select from consulting_standing_episodes(person) s
        where s.id is distinct from besides and s.treatment = $2 and s.provider = ''
          and s.started_on <= had.day and coalesce(s.ended_on, 'infinity') >= had.day)));
end $$;

create function consulting_guard_last_dose() returns trigger language plpgsql as $$
declare
  e consulting_episode;
begin
  select * into e from consulting_episode where id = new.episode_id;
  perform must_hold(
    (e.provider <> '' and new.reason <> 'deceased')
    or not consulting_dose_after(e.patient_id, e.treatment, new.ended_on, new.reason = 'deceased', e.id),
    'episode_ends_after_its_last_dose', 'A dose was given here after this last day.');
  return new;
end $$;
create trigger d_last_dose before insert on consulting_episodeend
  for each row execute function consulting_guard_last_dose();
alter table consulting_episodeend enable always trigger d_last_dose;

-- Put off: until a day that comes, and within a year (LATER_MONTHS_LONGEST).
create function consulting_guard_look_again() returns trigger language plpgsql as $$
declare
  decided date := clinic_day_of(new.unit_id, new.decided_at);
begin
  perform must_hold(
    new.outcome <> 'defer' or new.look_again_on is null
    or (new.look_again_on > decided and new.look_again_on <= decided + interval '12 months'),
    'decision_later_comes_within_a_year', 'Look again after today, and within a year.');
  return new;
end $$;
create trigger d_look_again before insert on consulting_eligibilitydecision
  for each row execute function consulting_guard_look_again();
alter table consulting_eligibilitydecision enable always trigger d_look_again;

-- By when a hold placed on that day is looked at again, as rules/holds.py: no later than the
-- prescriber would look anyhow, nor than the approval ends; where nobody says either, within a year.
create function consulting_hold_latest(person uuid, unit uuid, moment timestamptz) returns date
language plpgsql as $$
declare
  today date := clinic_day_of(unit, moment);
  months int := protocol_value(protocol_in_force(unit, moment),
                               'check_prescriber_review_every_months') ->> 'value';
  approved date := (
    select max(a.valid_until) from consulting_approval a
     where a.patient_id = person and today between a.valid_from and a.valid_until
       and not exists (select from consulting_approvalend e where e.approval_id = a.id));
begin
  return coalesce(least((today + make_interval(months => months))::date, approved),
                  (today + interval '12 months')::date);
end $$;

create function consulting_guard_hold_review() returns trigger language plpgsql as $$
begin
  perform must_hold(
    new.review_on <= consulting_hold_latest(
      new.patient_id, (select unit_id from registry_patient where id = new.patient_id), new.placed_at),
    'hold_is_looked_at_in_time', 'This is too late to look again at a hold.');
  return new;
end $$;
create trigger d_review before insert on consulting_hold
  for each row execute function consulting_guard_hold_review();
alter table consulting_hold enable always trigger d_review;
