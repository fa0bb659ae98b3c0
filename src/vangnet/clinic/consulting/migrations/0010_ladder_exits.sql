-- What stands on a person's ladder, and how it ends. The same truths as rules/ladder/writing.py.

create function consulting_works_here(person uuid, unit uuid) returns boolean
language sql stable as $$
  select exists (select from registry_workplace w where w.user_id = person and w.unit_id = unit)
$$;

-- The episodes that count: nothing corrects them, and they were not withdrawn.
create function consulting_standing_episodes(person uuid)
returns table (id uuid, treatment text, provider text, started_on date, ended_on date, reason text)
language sql stable as $$
  select e.id, e.treatment, e.provider, e.started_on, d.ended_on, d.reason
    from consulting_episode e
    left join consulting_episodeend d on d.episode_id = e.id
   where e.patient_id = person and not e.withdrawn
     and not exists (select from consulting_episode c where c.corrects_id = e.id)
$$;

create function consulting_has_died(person uuid) returns boolean language sql stable as $$
  select exists (select from consulting_standing_episodes(person) s where s.reason = 'deceased')
$$;

create function consulting_has_left(person uuid) returns boolean language sql stable as $$
  select exists (
    select from consulting_treatmentexit x
     where x.patient_id = person
       and not exists (select from consulting_exittakenback t where t.exit_id = x.id))
$$;

-- The drugs of HAT; the others belong to the other rungs. As in rules/ladder/words.py.
create function consulting_is_hat_drug(drug text) returns boolean language sql immutable as $$
  select drug in ('diamorphine', 'hydromorphone')
$$;

create function consulting_has_order(person uuid, day date, only_hat boolean) returns boolean
language sql stable as $$
  select exists (
    select from consulting_order o
     where o.patient_id = person and coalesce(o.valid_until, 'infinity') >= day
       and (consulting_is_hat_drug(o.drug) or not only_hat)
       and not exists (select from consulting_order n where n.supersedes_id = o.id)
       and not exists (select from consulting_orderstop s where s.order_id = o.id))
$$;

create function consulting_has_approval(person uuid, day date) returns boolean
language sql stable as $$
  select exists (
    select from consulting_approval a
     where a.patient_id = person and coalesce(a.valid_until, 'infinity') >= day
       and not exists (select from consulting_approvalend n where n.approval_id = a.id))
$$;

create function consulting_guard_episode() returns trigger language plpgsql as $$
declare
  p registry_patient;
  o consulting_episode;
begin
  select * into p from registry_patient where id = new.patient_id for no key update;
  perform must_hold(p.unit_id = new.unit_id, 'episode_is_of_a_patient_of_the_unit',
                    'This patient is of another unit.');
  perform must_hold(
    is_prescriber(new.recorded_by_id) and consulting_works_here(new.recorded_by_id, p.unit_id),
    'episode_is_written_by_a_prescriber_here', 'Only a prescriber of the unit writes an episode.');
  perform must_hold(new.started_on <= clinic_day_of(new.unit_id, new.recorded_at),
                    'episode_has_begun', 'An episode is not written before it begins.');
  if new.corrects_id is not null then
    select * into o from consulting_episode where id = new.corrects_id;
    perform must_hold(o.patient_id = new.patient_id and not o.withdrawn,
                      'episode_corrects_one_that_stands', 'There is nothing here to correct.');
    perform must_hold(
      not exists (
        select from consulting_treatmentexit x join consulting_episodeend d on d.id = x.end_id
         where d.episode_id = o.id
           and not exists (select from consulting_exittakenback t where t.exit_id = x.id)),
      'episode_with_an_exit_stands', 'Take the exit back first.');
  end if;
  if new.treatment = 'hat' and new.provider = '' and not new.withdrawn
     and consulting_has_left(new.patient_id) then
    perform must_hold(
      consulting_has_approval(new.patient_id, clinic_day_of(new.unit_id, new.recorded_at)),
      'hat_after_an_exit_needs_an_approval', 'This person left. A new approval comes first.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on consulting_episode
  for each row execute function consulting_guard_episode();
alter table consulting_episode enable always trigger c_guard;

create or replace function consulting_guard_episode_part() returns trigger language plpgsql as $$
declare
  e consulting_episode;
  p registry_patient;
  part date := coalesce((to_jsonb(new) ->> 'from_on')::date, (to_jsonb(new) ->> 'ended_on')::date);
begin
  select * into e from consulting_episode where id = new.episode_id;
  select * into p from registry_patient where id = e.patient_id for no key update;
  perform must_be_about_now(p.unit_id, new.recorded_at);
  perform must_hold(
    is_prescriber(new.recorded_by_id) and consulting_works_here(new.recorded_by_id, p.unit_id),
    'episode_is_written_by_a_prescriber_here', 'Only a prescriber of the unit writes an episode.');
  perform must_hold(
    exists (select from consulting_standing_episodes(e.patient_id) s where s.id = e.id),
    'episode_part_is_of_one_that_stands', 'This episode was corrected. Write in the one that stands.');
  perform must_hold(part >= e.started_on, 'episode_part_lies_within_it',
                    'This lies before the episode began.');
  perform must_hold(part <= clinic_day_of(p.unit_id, new.recorded_at),
                    'episode_part_has_happened', 'This lies in the future.');
  if tg_table_name = 'consulting_episodedose' then
    perform must_hold(
      not exists (select from consulting_episodeend d where d.episode_id = e.id and d.ended_on < part),
      'episode_dose_lies_before_its_end', 'The episode had ended by then.');
  else
    perform must_hold(
      not exists (select from consulting_episodedose d where d.episode_id = e.id and d.from_on > part),
      'episode_dose_lies_before_its_end', 'A dose change lies after this day.');
  end if;
  return new;
end $$;

-- At commit: no treatment twice at one time, HAT ends by an exit, and the dead have no orders.
create function consulting_check_ladder() returns trigger language plpgsql as $$
declare
  person uuid := coalesce(
    (to_jsonb(new) ->> 'patient_id')::uuid,
    (select patient_id from consulting_episode where id = (to_jsonb(new) ->> 'episode_id')::uuid));
  unit uuid := (select unit_id from registry_patient where id = person);
begin
  perform must_hold(
    not exists (
      select from consulting_standing_episodes(person) a
        join consulting_standing_episodes(person) b on a.id < b.id and a.treatment = b.treatment
       where a.started_on < coalesce(b.ended_on, 'infinity')
         and b.started_on < coalesce(a.ended_on, 'infinity')),
    'episode_of_one_treatment_at_a_time', 'This treatment runs already in that time.');
  perform must_hold(
    not exists (
      select from consulting_standing_episodes(person) s
        join consulting_episodeend d on d.episode_id = s.id
       where s.treatment = 'hat' and s.provider = ''
         and not exists (select from consulting_treatmentexit x where x.end_id = d.id)),
    'hat_ends_by_an_exit', 'HAT here ends by leaving treatment: it stops the orders as well.');
  if to_jsonb(new) ->> 'reason' = 'deceased' then
    perform must_hold(not consulting_has_order(person, clinic_day_of(unit, new.recorded_at), false),
                      'the_dead_have_no_order', 'Every order of a person who died is stopped.');
  end if;
  return null;
end $$;
create constraint trigger y_ladder after insert on consulting_episode
  deferrable initially deferred for each row execute function consulting_check_ladder();
alter table consulting_episode enable always trigger y_ladder;
create constraint trigger y_ladder after insert on consulting_episodeend
  deferrable initially deferred for each row execute function consulting_check_ladder();
alter table consulting_episodeend enable always trigger y_ladder;

create function consulting_guard_contact() returns trigger language plpgsql as $$
declare
  p registry_patient;
begin
  select * into p from registry_patient where id = new.patient_id;
  perform must_hold(p.unit_id = new.unit_id, 'contact_is_of_a_patient_of_the_unit',
                    'This patient is of another unit.');
  perform must_hold(
    consulting_works_here(new.recorded_by_id, new.unit_id)
    and staff_is(new.recorded_by_id, array['desk', 'nurse', 'prescriber']),  -- the desk: see 0050
    'contact_is_written_by_who_may', 'A nurse or a prescriber of the unit writes a contact.');
  perform must_hold(new.on <= clinic_day_of(new.unit_id, new.recorded_at),
                    'contact_has_happened', 'A contact is not written before its day.');
  perform must_hold(
    new.corrects_id is null or exists (
      select from consulting_contact o
       where o.id = new.corrects_id and o.patient_id = new.patient_id and not o.withdrawn),
    'contact_corrects_one_that_stands', 'There is nothing here to correct.');
  return new;
end $$;
create trigger c_guard before insert on consulting_contact
  for each row execute function consulting_guard_contact();
alter table consulting_contact enable always trigger c_guard;

create function consulting_guard_exit() returns trigger language plpgsql as $$
declare
  p registry_patient;
  d consulting_episodeend;
begin
  select * into p from registry_patient where id = new.patient_id for no key update;
  select * into d from consulting_episodeend where id = new.end_id;
  perform must_hold(p.unit_id = new.unit_id, 'exit_is_of_a_patient_of_the_unit',
                    'This patient is of another unit.');
  perform must_hold(
    is_prescriber(new.signed_by_id) and consulting_works_here(new.signed_by_id, new.unit_id),
    'exit_is_signed_by_a_prescriber_here', 'Only a prescriber of the unit ends HAT.');
  perform must_hold(
    exists (select from consulting_standing_episodes(new.patient_id) s
             where s.id = d.episode_id and s.treatment = 'hat' and s.provider = ''),
    'exit_is_of_hat_here', 'There is no HAT here to leave.');
  perform must_hold((d.reason = 'deceased') = (new.follows = 'nothing'),
                    'exit_hands_back_to_methadone', 'Only after a death does nothing follow.');
  return new;
end $$;
create trigger c_guard before insert on consulting_treatmentexit
  for each row execute function consulting_guard_exit();
alter table consulting_treatmentexit enable always trigger c_guard;

-- At commit nothing of the treatment is left, and methadone is where the exit says it is.
create function consulting_check_exit() returns trigger language plpgsql as $$
declare
  day date := clinic_day_of(new.unit_id, new.signed_at);
begin
  perform must_hold(
    not consulting_has_order(new.patient_id, day, new.follows = 'methadone_here'),
    'exit_stops_the_orders', 'Someone who leaves keeps no order but methadone given here.');
  perform must_hold(not consulting_has_approval(new.patient_id, day),
                    'exit_ends_the_approval', 'Someone who leaves keeps no approval.');
  perform must_hold(
    case new.follows
      when 'nothing' then not exists (
        select from consulting_standing_episodes(new.patient_id) s where s.ended_on is null)
      else (select count(*) = 1 and bool_and(s.provider = new.provider)
              from consulting_standing_episodes(new.patient_id) s
             where s.treatment = 'methadone' and s.ended_on is null)
    end,
    'exit_hands_back_to_methadone', 'After HAT, methadone runs where the exit says.');
  return null;
end $$;
create constraint trigger y_exit after insert on consulting_treatmentexit
  deferrable initially deferred for each row execute function consulting_check_exit();
alter table consulting_treatmentexit enable always trigger y_exit;

create function consulting_guard_exit_taken_back() returns trigger language plpgsql as $$
declare
  x consulting_treatmentexit;
  p registry_patient;
begin
  select * into x from consulting_treatmentexit where id = new.exit_id;
  select * into p from registry_patient where id = x.patient_id for no key update;
  perform must_be_about_now(p.unit_id, new.recorded_at);
  perform must_hold(
    is_prescriber(new.recorded_by_id) and consulting_works_here(new.recorded_by_id, p.unit_id),
    'exit_is_signed_by_a_prescriber_here', 'Only a prescriber of the unit takes an exit back.');
  return new;
end $$;
create trigger c_guard before insert on consulting_exittakenback
  for each row execute function consulting_guard_exit_taken_back();
alter table consulting_exittakenback enable always trigger c_guard;

-- At commit the episode that the exit ended has been replaced by one that runs on.
create function consulting_check_exit_taken_back() returns trigger language plpgsql as $$
begin
  perform must_hold(
    exists (
      select from consulting_treatmentexit x
        join consulting_episodeend d on d.id = x.end_id
        join consulting_episode c on c.corrects_id = d.episode_id
       where x.id = new.exit_id),
    'exit_taken_back_corrects_its_episode', 'The episode is written anew, without this end.');
  return null;
end $$;
create constraint trigger y_taken_back after insert on consulting_exittakenback
  deferrable initially deferred for each row execute function consulting_check_exit_taken_back();
alter table consulting_exittakenback enable always trigger y_taken_back;

-- Whoever left HAT gets no order of it without a new approval; whoever died, none and no approval.
create function consulting_guard_order_after_exit() returns trigger language plpgsql as $$
begin
  perform 1 from registry_patient where id = new.patient_id for no key update;
  perform must_hold(not consulting_has_died(new.patient_id), 'the_dead_have_no_order',
                    'This person has died.');
  if consulting_is_hat_drug(new.drug) and consulting_has_left(new.patient_id) then
    perform must_hold(
      consulting_has_approval(new.patient_id, clinic_day_of(new.unit_id, new.signed_at)),
      'hat_after_an_exit_needs_an_approval', 'This person left. A new approval comes first.');
  end if;
  return new;
end $$;
create trigger d_after_exit before insert on consulting_order
  for each row execute function consulting_guard_order_after_exit();
alter table consulting_order enable always trigger d_after_exit;

create function consulting_guard_approval_after_death() returns trigger language plpgsql as $$
begin
  perform 1 from registry_patient where id = new.patient_id for no key update;
  perform must_hold(not consulting_has_died(new.patient_id), 'the_dead_have_no_approval',
                    'This person has died.');
  return new;
end $$;
create trigger d_after_death before insert on consulting_approval
  for each row execute function consulting_guard_approval_after_death();
alter table consulting_approval enable always trigger d_after_death;

call keep_record('consulting_treatmentexit');
call keep_record('consulting_exittakenback');
call keep_clock('consulting_treatmentexit', 'signed_at');
