-- Who may lift which hold, holds that ended by themselves, and tasks that were done.

-- What changes once now includes the reason.
drop trigger a_forward on consulting_hold;
create trigger a_forward before update on consulting_hold
  for each row execute function record_moves_forward(
    'once:lifted_at', 'once:lifted_by_id', 'once:lifted_because');
alter table consulting_hold enable always trigger a_forward;

create or replace function consulting_guard_hold() returns trigger language plpgsql as $$
declare
  lifts staff_user;
begin
  if tg_op = 'INSERT' then
    perform must_hold(
      new.review_on >= clinic_day_of(new.unit_id, new.placed_at),
      'hold_is_looked_at_again', 'A hold names a day to look again, today or later.');
  end if;
  if new.lifted_at is not null then
    select * into lifts from staff_user where id = new.lifted_by_id;
    perform must_hold(
      lifts.is_active and case
        when new.kind = 'soft' and lifts.id = new.owner_id then true
        when new.lift_role = 'medical_director' then lifts.is_medical_director
        when new.lift_role = 'nurse' then lifts.role in ('nurse', 'prescriber')
        else lifts.role = 'prescriber'
      end, 'hold_is_lifted_by_who_may', 'This hold is lifted by its role, or a soft one by its owner.');
    perform must_hold(btrim(new.lifted_because) <> '',
                      'hold_is_lifted_for_a_reason', 'Write why the hold is lifted.');
  end if;
  return new;
end $$;

-- The holds that stop a dose at that moment: not lifted, and not ended by themselves.
create function consulting_holds_in_force(patient uuid, moment timestamptz)
returns setof consulting_hold language sql stable as $$
  select * from consulting_hold h
   where h.patient_id = patient and h.lifted_at is null
     and (h.ends_at is null or h.ends_at > moment)
$$;

create function consulting_guard_task() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id)
    and exists (select from registry_workplace w join staff_user u on u.id = w.user_id
                 where w.user_id = new.done_by_id and w.unit_id = new.unit_id and u.is_active),
    'task_is_done_at_its_unit', 'A task is done by staff of its unit.');
  perform must_hold(btrim(new.words) <> '', 'task_is_done_with_words', 'Write what was done.');
  return new;
end $$;
create trigger c_guard before insert on consulting_taskdone
  for each row execute function consulting_guard_task();
alter table consulting_taskdone enable always trigger c_guard;

call keep_record('consulting_taskdone');
call keep_clock('consulting_taskdone', 'done_at');
