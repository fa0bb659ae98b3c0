-- A visit moves by the table of rules/visit.py, and only forward in what it has recorded.
create function reception_may_move(a text, b text) returns boolean language sql immutable as $$
  select a = b or a || '>' || b in (
    'waiting>tested', 'tested>waiting', 'tested>checked', 'checked>tested', 'checked>waiting',
    'checked>dosed', 'dosed>using', 'dosed>recovering', 'using>recovering', 'recovering>left',
    'waiting>turned_away', 'tested>turned_away', 'checked>turned_away')
$$;

create function reception_guard_visit() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform must_hold((select count(distinct one) >= 2 from unnest(new.identifiers) one),
                      'visit_has_two_identifiers', 'Two different identifiers are confirmed first.');
    perform must_hold(new.stage = 'waiting', 'visit_starts_waiting', 'A visit starts in the waiting room.');
    perform must_hold(new.clinic_day = clinic_day_of(new.unit_id, new.opened_at),
                      'visit_is_of_its_clinic_day', 'The visit is written on another clinic day.');
    perform must_hold((select u.is_active from staff_user u where u.id = new.opened_by_id),
                      'visit_is_opened_by_active_staff', 'Who opens a visit must work here.');
  else
    perform must_hold(reception_may_move(old.stage, new.stage), 'visit_moves_by_the_table',
      'A visit cannot go from ' || old.stage || ' to ' || new.stage || '.');
  end if;
  if new.closed_at is not null then
    perform must_hold(
      not exists (select from reception_roomstay s where s.visit_id = new.id and s.until_at is null),
      'visit_closes_after_its_room_is_free', 'The room of this visit is not free yet.');
  end if;
  return new;
end $$;
create trigger c_guard before insert or update on reception_visit
  for each row execute function reception_guard_visit();
alter table reception_visit enable always trigger c_guard;

create function reception_guard_stay() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform must_hold(
      (select v.closed_at is null and v.unit_id = new.unit_id
         from reception_visit v where v.id = new.visit_id),
      'stay_is_of_an_open_visit', 'A room is given to an open visit of this unit.');
    perform must_hold(
      (select r.state = 'ready' and r.unit_id = new.unit_id
         from registry_room r where r.id = new.room_id),
      'stay_is_in_a_ready_room', 'This room is not ready.');
  end if;
  return new;
end $$;
create trigger c_guard before insert or update on reception_roomstay
  for each row execute function reception_guard_stay();
alter table reception_roomstay enable always trigger c_guard;

-- A room that somebody is in is neither closed nor cleaned around them.
create function reception_guard_room() returns trigger language plpgsql as $$
begin
  perform must_hold(
    new.state = old.state or new.state = 'ready'
    or not exists (select from reception_roomstay s where s.room_id = new.id and s.until_at is null),
    'room_is_empty_first', 'Somebody is in this room.');
  return new;
end $$;
create trigger d_guard_room before update on registry_room
  for each row execute function reception_guard_room();
alter table registry_room enable always trigger d_guard_room;

call keep_record('reception_visit', array['free:stage', 'once:closed_at', 'once:closed_by_id']);
call keep_record('reception_roomstay', array['once:until_at']);
call keep_clock('reception_visit', 'opened_at');
call keep_clock('reception_visit', 'closed_at');
