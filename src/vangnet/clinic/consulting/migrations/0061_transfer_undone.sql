-- An accepted transfer that does not go on: signed at either unit, before the record went over.
create or replace function consulting_open_transfers(person uuid)
returns table (id uuid, to_unit_id uuid, from_on date, accepted boolean) language sql stable as $$
  select t.id, t.to_unit_id, t.from_on, a.id is not null
    from consulting_transfer t
    left join consulting_transferanswer a on a.transfer_id = t.id
   where t.patient_id = person and coalesce(a.answer, 'accepted') = 'accepted'
     and not exists (select from consulting_transferdone d where d.transfer_id = t.id)
     and not exists (select from consulting_transferundone u where u.transfer_id = t.id)
$$;

create function consulting_guard_transfer_undone() returns trigger language plpgsql as $$
declare
  t consulting_transfer;
begin
  select * into t from consulting_transfer where id = new.transfer_id;
  perform 1 from registry_patient where id = t.patient_id for no key update;
  perform must_hold(
    new.unit_id in (t.unit_id, t.to_unit_id)
    and is_prescriber(new.undone_by_id) and consulting_works_here(new.undone_by_id, new.unit_id),
    'transfer_is_undone_at_either_unit', 'A prescriber of either unit ends a transfer.');
  perform must_hold(
    exists (select from consulting_open_transfers(t.patient_id) o where o.id = t.id and o.accepted),
    'transfer_is_undone_while_it_waits', 'The transfer is not accepted, or the record went over.');
  return new;
end $$;
create trigger c_guard before insert on consulting_transferundone
  for each row execute function consulting_guard_transfer_undone();
alter table consulting_transferundone enable always trigger c_guard;

create function consulting_guard_done_goes_on() returns trigger language plpgsql as $$
begin
  perform must_hold(
    not exists (select from consulting_transferundone u where u.transfer_id = new.transfer_id),
    'transfer_that_was_undone_stays_so', 'This transfer does not go on. Sign a new one.');
  return new;
end $$;
create trigger d_goes_on before insert on consulting_transferdone
  for each row execute function consulting_guard_done_goes_on();
alter table consulting_transferdone enable always trigger d_goes_on;

call keep_record('consulting_transferundone');
call keep_clock('consulting_transferundone', 'undone_at');
