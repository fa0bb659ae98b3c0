-- Pieces on the shelf: what leaves was there, and each naloxone that was given is booked. Where the
-- book has none left the act is written all the same: the piece comes from the difference.
create function recovery_on_shelf(lot uuid) returns bigint language sql stable as $$
  select coalesce(sum(case when p.to_place = 'shelf' then p.pieces else -p.pieces end), 0)
    from recovery_rescueposting p where p.lot_id = lot and 'shelf' in (p.from_place, p.to_place)
$$;

-- One booking of a lot at a time. No row is locked for it: the application may not change a lot.
create function recovery_lot_key(lot uuid) returns bigint language sql immutable as $$
  select hashtextextended('rescue lot ' || lot::text, 0)
$$;

create function recovery_guard_rescue_lot() returns trigger language plpgsql as $$
begin
  perform must_hold(
    recovery_works_at(new.recorded_by_id, new.unit_id)
    and staff_is(new.recorded_by_id, array['nurse', 'prescriber', 'pharmacist']),
    'rescue_lot_is_by_who_may', 'A nurse, prescriber or pharmacist keeps this stock.');
  return new;
end $$;
create trigger c_guard before insert on recovery_rescuelot
  for each row execute function recovery_guard_rescue_lot();
alter table recovery_rescuelot enable always trigger c_guard;

create function recovery_guard_rescue_posting() returns trigger language plpgsql as $$
declare
  done recovery_emergencyact;
  wrong recovery_rescueposting;
begin
  perform must_hold(recovery_works_at(new.by_id, new.unit_id), 'rescue_posting_is_by_staff_here',
                    'Staff of this unit book this.');
  perform must_hold(
    new.act_id is not null or staff_is(new.by_id, array['nurse', 'prescriber', 'pharmacist']),
    'rescue_posting_is_by_who_may', 'A nurse, prescriber or pharmacist keeps this stock.');
  if new.lot_id is not null then
    perform pg_advisory_xact_lock(recovery_lot_key(new.lot_id));
    perform must_hold(
      (select l.unit_id = new.unit_id and l.article = new.article
         from recovery_rescuelot l where l.id = new.lot_id),
      'rescue_posting_is_of_its_lot', 'This lot is of another unit.');
  end if;
  if new.from_place = 'shelf' then
    perform must_hold(recovery_on_shelf(new.lot_id) >= new.pieces, 'rescue_posting_takes_what_is_there',
                      'The book does not have so many on the shelf.');
  end if;
  if new.act_id is not null then
    select * into done from recovery_emergencyact where id = new.act_id;
    perform must_hold(done.kind = 'naloxone' and done.unit_id = new.unit_id,
                      'rescue_posting_is_of_its_act', 'This act gave no naloxone here.');
  end if;
  if new.kind = 'counter' then
    select * into wrong from recovery_rescueposting where id = new.corrects_id;
    perform must_hold(
      wrong.kind = 'used' and wrong.unit_id = new.unit_id and wrong.article = new.article
      and wrong.lot_id is not distinct from new.lot_id and wrong.pieces = new.pieces
      and wrong.from_place = new.to_place and done.is_void,
      'rescue_posting_counters_one_use', 'A counter entry takes back one use that did not happen.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on recovery_rescueposting
  for each row execute function recovery_guard_rescue_posting();
alter table recovery_rescueposting enable always trigger c_guard;

-- At commit: naloxone that was given is booked once, and taken back when it did not happen.
create function recovery_check_naloxone() returns trigger language plpgsql as $$
begin
  if new.corrects_id is null then
    perform must_hold(
      exists (select from recovery_rescueposting p where p.act_id = new.id and p.kind = 'used'),
      'naloxone_is_booked', 'Naloxone was given, and the book does not show it.');
  elsif new.is_void then
    perform must_hold(
      exists (select from recovery_rescueposting p where p.act_id = new.id and p.kind = 'counter'),
      'naloxone_is_taken_back', 'Naloxone was not given, and the book still shows it.');
  end if;
  return null;
end $$;
create constraint trigger y_booked after insert on recovery_emergencyact
  deferrable initially deferred for each row when (new.kind = 'naloxone')
  execute function recovery_check_naloxone();
alter table recovery_emergencyact enable always trigger y_booked;

call keep_record('recovery_rescuelot');
call keep_record('recovery_rescueposting');
call keep_clock('recovery_rescuelot', 'recorded_at');
call keep_clock('recovery_rescueposting', 'at');
