-- Nobody is released early after a top-up, with a value that asks for help, or who is not there.
create function recovery_guard_departure_watch() returns trigger language plpgsql as $$
declare
  ended timestamptz;
  checked recovery_observation;
begin
  if new.kind <> 'released' then
    return new;
  end if;
  select max(u.ended_at) into ended from dispensary_use u where u.visit_id = new.visit_id;
  perform must_hold(not exists (
    select from dispensary_use u
      join dispensary_handover h on h.id = u.hand_over_id
      join protocols_protocollimit l on l.version_id = h.protocol_id and l.drug = h.drug
                                    and l.salt_form = h.salt_form and l.route = h.route
     where u.visit_id = new.visit_id and ended + l.observation_shortest > new.at),
    'release_waits_after_a_top_up', 'The time of observation began again with the last dose.');
  select * into checked from recovery_observation where id = new.exit_check_id;
  perform must_hold(not exists (
    select from recovery_observation n
     where n.visit_id = new.visit_id and (n.id = checked.id or n.at >= checked.at)
       and n.asks in ('call', 'overdose')
       and not exists (select from recovery_observation c where c.corrects_id = n.id)),
    'release_weighs_what_signs_ask_for', 'Signs at or after the exit check ask for help.');
  perform must_hold(not coalesce((
    select a.is_gone from recovery_absence a where a.visit_id = new.visit_id
     order by a.at desc, a.id desc limit 1), false),
    'release_is_of_who_is_there', 'The patient is not in the room.');
  return new;
end $$;
create trigger d_guard_watch before insert on recovery_departure
  for each row execute function recovery_guard_departure_watch();
alter table recovery_departure enable always trigger d_guard_watch;

-- Who left against advice is looked for: an owner and a moment, in the same transaction.
create function recovery_guard_looked_for() returns trigger language plpgsql as $$
begin
  perform must_hold(new.kind <> 'against_advice'
                    or exists (select from recovery_followup f where f.departure_id = new.id),
                    'leaving_against_advice_is_followed_up',
                    'Name who looks for a patient that left against advice.');
  return new;
end $$;
create constraint trigger e_looked_for after insert on recovery_departure
  deferrable initially deferred for each row execute function recovery_guard_looked_for();
alter table recovery_departure enable always trigger e_looked_for;

-- What is written of somebody here, by who may.
create function recovery_guard_here() returns trigger language plpgsql as $$
begin
  perform must_hold(staff_is(new.by_id, string_to_array(tg_argv[0], ' ')),
                    'entry_is_by_who_may', 'This is written by staff with another task.');
  perform must_hold(
    (select v.closed_at is null and v.patient_id = new.patient_id and v.unit_id = new.unit_id
       from reception_visit v where v.id = new.visit_id),
    'entry_is_of_an_open_visit', 'This belongs to an open visit of the same patient.');
  return new;
end $$;
create trigger c_guard before insert on recovery_absence
  for each row execute function recovery_guard_here('desk nurse prescriber');
alter table recovery_absence enable always trigger c_guard;
create trigger c_guard before insert on recovery_alarmanswer
  for each row execute function recovery_guard_here('nurse prescriber');
alter table recovery_alarmanswer enable always trigger c_guard;

create function recovery_guard_follow_up() returns trigger language plpgsql as $$
begin
  perform must_hold(staff_is(new.by_id, array['nurse', 'prescriber'])
                    and staff_is(new.owner_id, array['nurse', 'prescriber']),
                    'entry_is_by_who_may', 'Only a nurse or a prescriber looks for a patient.');
  perform must_hold(exists (
    select from recovery_departure d where d.id = new.departure_id and d.kind = 'against_advice'
       and d.patient_id = new.patient_id and d.unit_id = new.unit_id),
    'follow_up_is_of_leaving_against_advice', 'This belongs to leaving against advice.');
  return new;
end $$;
create trigger c_guard before insert on recovery_followup
  for each row execute function recovery_guard_follow_up();
alter table recovery_followup enable always trigger c_guard;

create function recovery_guard_try() returns trigger language plpgsql as $$
begin
  perform must_hold(staff_is(new.by_id, array['nurse', 'prescriber']),
                    'entry_is_by_who_may', 'Only a nurse or a prescriber writes this.');
  perform must_hold(exists (
    select from recovery_followup f
     where f.id = new.follow_up_id and f.unit_id = new.unit_id and f.at <= new.at),
    'try_is_of_its_follow_up', 'This belongs to a search of the same unit.');
  perform must_hold(not exists (
    select from recovery_followuptry t where t.follow_up_id = new.follow_up_id and t.is_reached),
    'nobody_is_looked_for_after_being_reached', 'This patient was reached already.');
  return new;
end $$;
create trigger c_guard before insert on recovery_followuptry
  for each row execute function recovery_guard_try();
alter table recovery_followuptry enable always trigger c_guard;

call keep_record('recovery_absence');
call keep_record('recovery_alarmanswer');
call keep_record('recovery_followup');
call keep_record('recovery_followuptry');
call keep_clock('recovery_absence', 'at');
call keep_clock('recovery_alarmanswer', 'at');
call keep_clock('recovery_followup', 'at');
call keep_clock('recovery_followuptry', 'at');

-- For the list of tasks, which is an inner room: who is still looked for.
create function recovery_followed_up(unit uuid)
returns table (departure_id uuid, visit_id uuid, patient_id uuid, due_at timestamptz, owner text,
               owner_role text) language sql stable as $$
  select d.id, d.visit_id, f.patient_id, f.due_at, s.display_name::text, s.role::text
    from recovery_followup f
    join recovery_departure d on d.id = f.departure_id
    join staff_user s on s.id = f.owner_id
   where f.unit_id = unit
     and not exists (select from recovery_followuptry t
                      where t.follow_up_id = f.id and t.is_reached)
$$;
