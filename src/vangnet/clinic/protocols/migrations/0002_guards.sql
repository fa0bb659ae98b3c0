-- A signed version never changes; its limits belong to it.
create function protocols_guard_version() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select u.is_active and u.is_medical_director from staff_user u where u.id = new.signed_by_id),
    'protocol_is_signed_by_the_medical_director',
    'Only the medical director signs a protocol.');
  perform must_be_about_now(new.unit_id, new.signed_at);
  return new;
end $$;
create trigger c_guard before insert on protocols_protocolversion
  for each row execute function protocols_guard_version();
alter table protocols_protocolversion enable always trigger c_guard;

create function protocol_in_force(unit uuid, moment timestamptz) returns uuid
language sql stable as $$
  select id from protocols_protocolversion
   where unit_id = unit and in_force_from <= moment order by in_force_from desc limit 1
$$;

call keep_record('protocols_protocoldraft', array['free:site', 'free:changed_at', 'free:changed_by_id']);
call keep_record('protocols_protocolversion');
call keep_record('protocols_protocollimit');
