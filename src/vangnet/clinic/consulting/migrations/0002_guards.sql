-- Only a prescriber orders, raises, stops, and lifts an emergency hold.
create function is_prescriber(person uuid) returns boolean language sql stable as $$
  select u.is_active and u.role = 'prescriber' from staff_user u where u.id = person
$$;

create function consulting_guard_order() returns trigger language plpgsql as $$
begin
  perform must_hold(is_prescriber(new.prescriber_id), 'order_is_signed_by_a_prescriber',
                    'Only a prescriber signs an order.');
  if new.supersedes_id is not null then
    perform must_hold(
      (select o.patient_id = new.patient_id and o.number < new.number
         from consulting_order o where o.id = new.supersedes_id),
      'order_supersedes_one_of_the_same_patient', 'An order replaces an earlier one of the same patient.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on consulting_order
  for each row execute function consulting_guard_order();
alter table consulting_order enable always trigger c_guard;

create function consulting_guard_hold() returns trigger language plpgsql as $$
begin
  if new.lifted_at is not null then
    perform must_hold(
      case new.kind
        when 'emergency' then is_prescriber(new.lifted_by_id)
        when 'hard' then is_prescriber(new.lifted_by_id)
        else new.lifted_by_id = new.owner_id or is_prescriber(new.lifted_by_id)
      end, 'hold_is_lifted_by_who_may', 'This hold is lifted by a prescriber, or a soft one by its owner.');
  end if;
  return new;
end $$;
create trigger c_guard before insert or update on consulting_hold
  for each row execute function consulting_guard_hold();
alter table consulting_hold enable always trigger c_guard;

call keep_record('consulting_approval');
call keep_record('consulting_approvalend');
call keep_record('consulting_order');
call keep_record('consulting_orderstop');
call keep_record('consulting_hold', array['once:lifted_at', 'once:lifted_by_id']);
call keep_clock('consulting_order', 'signed_at');
call keep_clock('consulting_hold', 'placed_at');
call keep_clock('consulting_hold', 'lifted_at');
