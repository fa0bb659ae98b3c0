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

-- Limits are written with their version: it says how many it has, and has them at commit.
create function protocols_guard_limit() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select v.limits_count >= (select count(*) from protocols_protocollimit l where l.version_id = v.id)
       from protocols_protocolversion v where v.id = new.version_id),
    'limit_is_signed_with_its_version', 'Limits are signed together with their version. Sign a new one.');
  return null;
end $$;
create trigger y_guard after insert on protocols_protocollimit
  for each row execute function protocols_guard_limit();
alter table protocols_protocollimit enable always trigger y_guard;

create function protocols_check_limits() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select count(*) from protocols_protocollimit l where l.version_id = new.id) = new.limits_count,
    'version_has_all_its_limits', 'A version is signed with all its limits.');
  return null;
end $$;
create constraint trigger y_limits after insert on protocols_protocolversion
  deferrable initially deferred for each row execute function protocols_check_limits();
alter table protocols_protocolversion enable always trigger y_limits;

-- How far a time may stray is signed too; until something is signed it may only become less.
create function protocols_guard_clock() returns trigger language plpgsql as $$
begin
  if new.clock_skew_max > old.clock_skew_max then
    perform must_hold(
      new.clock_skew_max <= (select min(l.clock_skew_max) from protocols_protocollimit l
                              where l.version_id = (
                                select v.id from protocols_protocolversion v
                                 where v.unit_id = new.id order by v.in_force_from desc limit 1)),
      'clock_tolerance_is_the_signed_one', 'The signed protocol does not allow this much.');
  end if;
  return new;
end $$;
create trigger d_guard_clock before update on registry_unit
  for each row execute function protocols_guard_clock();
alter table registry_unit enable always trigger d_guard_clock;

call keep_record('protocols_protocoldraft', array['free:site', 'free:changed_at', 'free:changed_by_id']);
call keep_record('protocols_protocolversion');
call keep_record('protocols_protocollimit');
