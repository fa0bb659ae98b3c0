-- Overdose mode: one running emergency a person, every opioid locked from its start until a
-- prescriber's review releases it, and nothing that was written is changed.

create function recovery_works_at(person uuid, unit uuid) returns boolean language sql stable as $$
  select exists (select from registry_workplace w join staff_user u on u.id = w.user_id
                  where w.user_id = person and w.unit_id = unit and u.is_active
                    and u.role = any (array['desk', 'nurse', 'prescriber', 'pharmacist', 'manager']))
$$;

-- Locked: an emergency that no review has released, wherever it was.
create function recovery_locked_since(patient uuid) returns timestamptz language sql stable as $$
  select min(e.started_at) from recovery_emergency e
   where e.patient_id = patient
     and not exists (select from recovery_emergencyreview r where r.emergency_id = e.id and r.releases)
$$;

create function recovery_guard_emergency() returns trigger language plpgsql as $$
declare
  placed consulting_hold;
begin
  if tg_op = 'INSERT' then
    -- Hand-overs of this person take the same lock: a dose is before the emergency or refused by it.
    perform 1 from registry_patient where id = new.patient_id for no key update;
    perform must_hold(new.ended_at is null, 'emergency_begins_running', 'An emergency begins running.');
    perform must_hold(recovery_works_at(new.started_by_id, new.unit_id), 'emergency_is_started_here',
                      'Staff of this unit start an emergency.');
    select * into placed from consulting_hold where id = new.hold_id;
    perform must_hold(
      placed.kind = 'emergency' and placed.patient_id = new.patient_id and placed.lifted_at is null
      and placed.placed_at = new.started_at and placed.ends_at is null and placed.reason = 'overdose',
      'emergency_locks_every_opioid', 'An emergency starts with the lock on every opioid.');
    perform must_hold(
      new.visit_id is null or exists (
        select from reception_visit v where v.id = new.visit_id and v.patient_id = new.patient_id
           and v.unit_id = new.unit_id),
      'emergency_is_of_its_visit', 'This visit is of someone else.');
    perform must_hold(
      new.protocol_id is null
      or exists (select from protocols_protocolversion p
                  where p.id = new.protocol_id and p.unit_id = new.unit_id),
      'emergency_follows_its_own_protocol', 'This protocol is of another unit.');
  elsif new.ended_at is not null and old.ended_at is null then
    perform must_hold(recovery_works_at(new.ended_by_id, new.unit_id), 'emergency_is_ended_here',
                      'Staff of this unit end an emergency.');
    perform must_hold(new.outcome <> 'no_overdose' or btrim(new.ended_because) <> '',
                      'emergency_by_mistake_says_why', 'Write why it was no overdose.');
  end if;
  return new;
end $$;
create trigger c_guard before insert or update on recovery_emergency
  for each row execute function recovery_guard_emergency();
alter table recovery_emergency enable always trigger c_guard;

create function recovery_guard_act() returns trigger language plpgsql as $$
declare
  e recovery_emergency;
  wrong recovery_emergencyact;
begin
  select * into e from recovery_emergency where id = new.emergency_id;
  perform must_hold(e.patient_id = new.patient_id and e.unit_id = new.unit_id,
                    'act_is_of_its_emergency', 'This act is of another emergency.');
  perform must_hold(recovery_works_at(new.by_id, new.unit_id), 'act_is_logged_here',
                    'Staff of this unit log what is done.');
  perform must_hold(new.happened_at <= new.recorded_at, 'act_happened_before_it_was_written',
                    'This time has not come yet.');
  if new.corrects_id is not null then
    select * into wrong from recovery_emergencyact where id = new.corrects_id;
    perform must_hold(
      wrong.emergency_id = new.emergency_id and wrong.kind = new.kind and not wrong.is_void,
      'act_corrects_one_of_its_kind', 'A correction names an act of the same kind.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on recovery_emergencyact
  for each row execute function recovery_guard_act();
alter table recovery_emergencyact enable always trigger c_guard;

create function recovery_guard_review() returns trigger language plpgsql as $$
declare
  e recovery_emergency;
begin
  select * into e from recovery_emergency where id = new.emergency_id;
  perform must_hold(e.patient_id = new.patient_id and e.unit_id = new.unit_id,
                    'review_is_of_its_emergency', 'This review is of another emergency.');
  perform must_hold(e.ended_at <= new.at, 'review_follows_the_end',
                    'The emergency still runs. End it, then review.');
  perform must_hold(is_prescriber(new.by_id), 'review_is_by_a_prescriber',
                    'Only a prescriber reviews the next dose.');
  perform must_hold(
    recovery_works_at(new.by_id, new.unit_id)
    or (select recovery_works_at(new.by_id, p.unit_id) from registry_patient p where p.id = new.patient_id),
    'review_is_by_who_treats', 'A prescriber of this unit, or of the patient''s own, reviews.');
  perform must_hold(btrim(new.words) <> '', 'review_says_what_was_found', 'Write what was found.');
  perform must_hold(not exists (select from recovery_emergencyreview r
                                 where r.emergency_id = new.emergency_id and r.releases),
                    'review_ends_with_the_release', 'This lock was released already.');
  return new;
end $$;
create trigger c_guard before insert on recovery_emergencyreview
  for each row execute function recovery_guard_review();
alter table recovery_emergencyreview enable always trigger c_guard;

-- Nothing else lifts the lock: its lifting names the review's prescriber and moment, and a review
-- that releases has lifted it when the transaction ends.
create function recovery_guard_lifting() returns trigger language plpgsql as $$
declare
  e recovery_emergency;
begin
  select * into e from recovery_emergency where hold_id = new.id;
  if found then
    perform must_hold(exists (
      select from recovery_emergencyreview r where r.emergency_id = e.id and r.releases
         and r.by_id = new.lifted_by_id and r.at = new.lifted_at),
      'lock_is_lifted_by_its_review', 'Only the review after the overdose lifts this lock.');
  end if;
  return new;
end $$;
create trigger e_guard_lifting before update on consulting_hold
  for each row when (old.lifted_at is null and new.lifted_at is not null)
  execute function recovery_guard_lifting();
alter table consulting_hold enable always trigger e_guard_lifting;

create function recovery_check_release() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select h.lifted_at = new.at and h.lifted_by_id = new.by_id
       from recovery_emergency e join consulting_hold h on h.id = e.hold_id
      where e.id = new.emergency_id),
    'review_that_releases_lifts_the_lock', 'The review released, and the lock stands.');
  return null;
end $$;
create constraint trigger y_release after insert on recovery_emergencyreview
  deferrable initially deferred for each row when (new.releases) execute function recovery_check_release();
alter table recovery_emergencyreview enable always trigger y_release;

-- While locked nothing is handed over, nothing goes home, and no dose begins, at any unit. A dose that
-- was in the room at the start counts as begun at that moment: what was given of it is said at its end.
create function recovery_guard_locked() returns trigger language plpgsql as $$
begin
  perform must_hold(recovery_locked_since(new.patient_id) is null, 'dose_waits_for_the_review',
                    'Opioids are locked after an overdose until a prescriber has reviewed.');
  return new;
end $$;
create trigger e_guard_locked before insert on dispensary_handover
  for each row when (new.allowed) execute function recovery_guard_locked();
create trigger e_guard_locked before insert on dispensary_supply
  for each row when (new.allowed) execute function recovery_guard_locked();
alter table dispensary_handover enable always trigger e_guard_locked;
alter table dispensary_supply enable always trigger e_guard_locked;

create function recovery_guard_beginning() returns trigger language plpgsql as $$
begin
  perform must_hold(coalesce(recovery_locked_since(new.patient_id) >= new.started_at, true),
                    'no_dose_begins_while_locked',
                    'Opioids are locked after an overdose. Take this dose back.');
  return new;
end $$;
create trigger e_guard_beginning before update on dispensary_use
  for each row when (old.started_at is null and new.started_at is not null)
  execute function recovery_guard_beginning();
alter table dispensary_use enable always trigger e_guard_beginning;

-- The way out. Nobody leaves while the emergency runs; who was watched for longer waits for that time,
-- or where none is signed for the review. With the ambulance a visit ends as that.
create function recovery_guard_emergency_leaving() returns trigger language plpgsql as $$
begin
  perform must_hold(
    not exists (select from recovery_emergency e
                 where e.patient_id = new.patient_id and e.ended_at is null),
    'nobody_leaves_in_an_emergency', 'The emergency still runs. End it first.');
  if new.kind = 'released' then
    perform must_hold(
      not exists (
        select from recovery_emergency e
         where e.visit_id = new.visit_id and e.outcome <> 'no_overdose'
           and case when e.watch_until is null
                 then not exists (select from recovery_emergencyreview r
                                   where r.emergency_id = e.id and r.releases)
                 else e.watch_until > new.at end),
      'release_waits_for_the_longer_observation', 'The longer observation after an overdose is not over.');
  end if;
  return new;
end $$;
create trigger d_guard_emergency before insert on recovery_departure
  for each row execute function recovery_guard_emergency_leaving();
alter table recovery_departure enable always trigger d_guard_emergency;

create function recovery_guard_ambulance() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select count(*) > 0 and bool_and(u.ended_at is not null and u.patient_id = new.patient_id)
       from dispensary_use u where u.visit_id = new.visit_id),
    'departure_follows_the_end_of_use', 'The dose of this visit has not ended.');
  perform must_hold(
    exists (select from recovery_emergency e
             where e.visit_id = new.visit_id and e.outcome = 'ambulance' and e.ended_at <= new.at),
    'departure_by_ambulance_ends_an_emergency', 'No emergency of this visit went to the ambulance.');
  return new;
end $$;
drop trigger c_guard on recovery_departure;
create trigger c_guard before insert on recovery_departure
  for each row when (new.kind <> 'ambulance') execute function recovery_guard_departure();
create trigger c_guard_ambulance before insert on recovery_departure
  for each row when (new.kind = 'ambulance') execute function recovery_guard_ambulance();
alter table recovery_departure enable always trigger c_guard;
alter table recovery_departure enable always trigger c_guard_ambulance;

create function recovery_guard_closing() returns trigger language plpgsql as $$
begin
  perform must_hold(
    not exists (select from recovery_emergency e where e.visit_id = new.id and e.ended_at is null),
    'nobody_leaves_in_an_emergency', 'The emergency still runs. End it first.');
  return new;
end $$;
create trigger e_guard_emergency before update on reception_visit
  for each row when (old.closed_at is null and new.closed_at is not null)
  execute function recovery_guard_closing();
alter table reception_visit enable always trigger e_guard_emergency;

-- The page for the ambulance: what is logged is what went along.
create function recovery_guard_paper() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select e.patient_id = new.patient_id and e.unit_id = new.unit_id
       from recovery_emergency e where e.id = new.emergency_id),
    'paper_is_of_its_emergency', 'This paper is of another emergency.');
  perform must_hold(recovery_works_at(new.made_by_id, new.unit_id)
                    and staff_is(new.made_by_id, array['nurse', 'prescriber']),
                    'paper_is_by_who_may', 'A nurse or prescriber makes the paper.');
  return new;
end $$;
create trigger c_guard before insert on recovery_emergencypaper
  for each row execute function recovery_guard_paper();
alter table recovery_emergencypaper enable always trigger c_guard;

create function recovery_guard_paper_file() returns trigger language plpgsql as $$
begin
  perform must_hold(
    encode(sha256(new.pdf), 'hex')
      = (select p.sha256 from recovery_emergencypaper p where p.id = new.paper_id),
    'paper_file_is_what_was_logged', 'This is not the paper that the log names.');
  return new;
end $$;
create trigger c_guard before insert on recovery_emergencypaperfile
  for each row execute function recovery_guard_paper_file();
alter table recovery_emergencypaperfile enable always trigger c_guard;

create function recovery_check_paper() returns trigger language plpgsql as $$
begin
  perform must_hold(exists (select from recovery_emergencypaperfile f where f.paper_id = new.id),
                    'paper_is_written_with_its_file', 'A paper is logged with its file.');
  return null;
end $$;
create constraint trigger y_file after insert on recovery_emergencypaper
  deferrable initially deferred for each row execute function recovery_check_paper();
alter table recovery_emergencypaper enable always trigger y_file;

call keep_record('recovery_emergency', array[
  'once:ended_at', 'once:ended_by_id', 'once:outcome', 'once:ended_because', 'once:watch_until']);
call keep_record('recovery_emergencyact');
call keep_record('recovery_emergencyreview');
call keep_record('recovery_emergencypaper');
call keep_clock('recovery_emergency', 'started_at');
call keep_clock('recovery_emergency', 'ended_at');
call keep_clock('recovery_emergencyact', 'recorded_at');
call keep_clock('recovery_emergencyreview', 'at');
call keep_clock('recovery_emergencypaper', 'made_at');

-- The file names the patient: the journal keeps its hash, and it may be forgotten, never changed.
create trigger a_final before update on recovery_emergencypaperfile
  for each row execute function record_is_final();
create trigger a_no_truncate before truncate on recovery_emergencypaperfile
  for each statement execute function record_is_final();
create trigger z_leaf after insert or delete on recovery_emergencypaperfile
  for each row execute function journal_write_leaf('identity');
alter table recovery_emergencypaperfile enable always trigger a_final;
alter table recovery_emergencypaperfile enable always trigger a_no_truncate;
alter table recovery_emergencypaperfile enable always trigger z_leaf;
grant select, insert, delete on recovery_emergencypaperfile to vangnet_app;

-- For the list of tasks, whose room knows no emergencies: those that wait for a review.
create function recovery_waiting_for_review(unit uuid)
returns table (emergency_id uuid, patient_id uuid, ended_at timestamptz) language sql stable as $$
  select e.id, e.patient_id, e.ended_at
    from recovery_emergency e join registry_patient p on p.id = e.patient_id
   where unit in (e.unit_id, p.unit_id) and e.ended_at is not null
     and not exists (select from recovery_emergencyreview r where r.emergency_id = e.id and r.releases)
$$;
