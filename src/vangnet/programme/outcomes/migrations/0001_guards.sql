-- Outcome interviews: what the tables say once more, whoever writes.

create function outcomes_guard_set() returns trigger language plpgsql as $$
begin
  perform must_hold(
    new.hash = encode(sha256(convert_to(new.content, 'UTF8')), 'hex'),
    'set_is_named_by_its_content', 'A set of instruments is named by the hash of its content.');
  return new;
end $$;
create trigger c_guard before insert on outcomes_instrumentset
  for each row execute function outcomes_guard_set();
alter table outcomes_instrumentset enable always trigger c_guard;

-- A set is whole before its first interview, and never grows afterwards.
create function outcomes_guard_set_item() returns trigger language plpgsql as $$
begin
  perform must_hold(
    not exists (select from outcomes_interview i where i.instruments_id = new.instruments_id),
    'set_is_whole_before_its_first_interview', 'This set of instruments is in use: make a new one.');
  return new;
end $$;
create trigger c_guard before insert on outcomes_setitem
  for each row execute function outcomes_guard_set_item();
alter table outcomes_setitem enable always trigger c_guard;

create function outcomes_is_interviewer(staff uuid, unit uuid) returns boolean
language sql stable as $$
  select staff_is(staff, array['nurse', 'prescriber'])
     and exists (select from registry_workplace w where w.user_id = staff and w.unit_id = unit)
$$;

create function outcomes_guard_entry() returns trigger language plpgsql as $$
declare
  was outcomes_entry;
begin
  perform pg_advisory_xact_lock(hashtextextended('outcomes:' || new.patient_id, 0));
  perform must_hold(outcomes_is_interviewer(new.recorded_by_id, new.unit_id),
                    'entry_is_by_who_may', 'A nurse or prescriber of the unit begins to follow somebody.');
  perform must_hold(
    (select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id),
    'entry_is_of_a_patient_here', 'This person is a patient of another unit.');
  perform must_hold(new.intake_on <= clinic_day_of(new.unit_id, new.recorded_at),
                    'entry_is_not_of_the_future', 'This day has not come yet.');
  perform must_hold(
    not exists (
      select from outcomes_entry e
       where e.patient_id = new.patient_id and e.intake_on = new.intake_on
         and not exists (select from outcomes_entry n where n.corrects_id = e.id)
         and e.id is distinct from new.corrects_id),
    'entry_once_a_day', 'This person is followed from that day already.');
  if new.corrects_id is not null then
    select * into was from outcomes_entry where id = new.corrects_id;
    perform must_hold(
      was.patient_id = new.patient_id and was.recorded_at <= new.recorded_at,
      'entry_corrects_its_own', 'A correction names an entry of the same person.');
    perform must_hold(
      not exists (select from outcomes_interview i where i.entry_id = new.corrects_id),
      'entry_with_interviews_stays', 'There are interviews by this day of intake: it stays.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on outcomes_entry
  for each row execute function outcomes_guard_entry();
alter table outcomes_entry enable always trigger c_guard;

create function outcomes_guard_interview() returns trigger language plpgsql as $$
declare
  e outcomes_entry;
begin
  perform pg_advisory_xact_lock(hashtextextended('outcomes:' || new.patient_id, 0));
  select * into e from outcomes_entry where id = new.entry_id;
  perform must_hold(outcomes_is_interviewer(new.started_by_id, new.unit_id),
                    'interview_is_by_who_may', 'A nurse or prescriber of the unit holds interviews.');
  perform must_hold(
    e.patient_id = new.patient_id
    and (select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id)
    and not exists (select from outcomes_entry n where n.corrects_id = e.id),
    'interview_is_of_its_entry', 'An interview is of a person who is followed at this unit.');
  perform must_hold(
    new.held_on = clinic_day_of(new.unit_id, new.started_at) and new.held_on >= e.intake_on
    and new.due_on = (e.intake_on + make_interval(months => new.wave_months::int))::date,
    'interview_days_fit', 'An interview is held on the day it is begun, and due so many months after intake.');
  perform must_hold(
    exists (select from outcomes_setitem s where s.instruments_id = new.instruments_id),
    'interview_has_questions', 'This set of instruments has no questions.');
  return new;
end $$;
create trigger c_guard before insert on outcomes_interview
  for each row execute function outcomes_guard_interview();
alter table outcomes_interview enable always trigger c_guard;

create function outcomes_guard_answer() returns trigger language plpgsql as $$
declare
  i outcomes_interview;
  asked outcomes_setitem;
  was outcomes_answer;
  ended boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('interview:' || new.interview_id, 0));
  select * into i from outcomes_interview where id = new.interview_id;
  select * into asked from outcomes_setitem where id = new.item_id;
  ended := exists (select from outcomes_interviewend e where e.interview_id = new.interview_id);
  perform must_be_about_now(i.unit_id, new.recorded_at);
  perform must_hold(outcomes_is_interviewer(new.recorded_by_id, i.unit_id),
                    'answer_is_by_who_may', 'A nurse or prescriber of the unit keeps answers.');
  perform must_hold(asked.instruments_id = i.instruments_id,
                    'answer_is_to_a_question_of_its_interview', 'This question is not in this interview.');
  perform must_hold(
    new.value is null
    or (new.value between asked.lowest and asked.highest and new.value = trunc(new.value)),
    'answer_lies_in_its_bounds', 'This is no answer to this question.');
  perform must_hold(new.recorded_at >= i.started_at, 'answer_comes_after_the_start',
                    'An answer cannot come before the interview began.');
  perform must_hold(not ended or new.corrects_id is not null and new.because <> '',
                    'answer_after_the_end_is_a_correction',
                    'The interview is over: an answer can only be put right, with a reason.');
  if new.corrects_id is not null then
    select * into was from outcomes_answer where id = new.corrects_id;
    perform must_hold(
      was.interview_id = new.interview_id and was.item_id = new.item_id
      and was.recorded_at <= new.recorded_at,
      'answer_corrects_its_own', 'A correction names the answer to the same question.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on outcomes_answer
  for each row execute function outcomes_guard_answer();
alter table outcomes_answer enable always trigger c_guard;

create function outcomes_guard_end() returns trigger language plpgsql as $$
declare
  i outcomes_interview;
  asked int;
  said int;
begin
  perform pg_advisory_xact_lock(hashtextextended('interview:' || new.interview_id, 0));
  select * into i from outcomes_interview where id = new.interview_id;
  perform must_be_about_now(i.unit_id, new.ended_at);
  perform must_hold(outcomes_is_interviewer(new.ended_by_id, i.unit_id),
                    'interview_end_is_by_who_may', 'A nurse or prescriber of the unit ends interviews.');
  perform must_hold(
    new.ended_at >= i.started_at
    and not exists (select from outcomes_answer a
                     where a.interview_id = i.id and a.recorded_at > new.ended_at),
    'interview_ends_last', 'An interview ends after its last answer.');
  select count(*) into asked from outcomes_setitem s where s.instruments_id = i.instruments_id;
  select count(distinct a.item_id) into said from outcomes_answer a where a.interview_id = i.id;
  perform must_hold(
    case new.ending
      when 'completed' then said = asked
      when 'broken_off' then said < asked
      else said = 0
    end,
    'interview_ends_as_it_was', 'A completed interview has an answer to each question, one not held has none.');
  return new;
end $$;
create trigger c_guard before insert on outcomes_interviewend
  for each row execute function outcomes_guard_end();
alter table outcomes_interviewend enable always trigger c_guard;

call keep_record('outcomes_instrumentset');
call keep_record('outcomes_setitem');
call keep_record('outcomes_entry');
call keep_record('outcomes_interview');
call keep_record('outcomes_answer');
call keep_record('outcomes_interviewend');
call keep_clock('outcomes_entry', 'recorded_at');
call keep_clock('outcomes_interview', 'started_at');
