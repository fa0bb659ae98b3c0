-- Whose a reading is, said once more for whoever reaches the tables without the gateway: a reading
-- belongs to a visit only while staff had its device on that patient and the visit was open.

create function devices_guard_device() returns trigger language plpgsql as $$
begin
  perform must_hold(
    case when new.added_by_id is null
         then (select u.is_demonstration from registry_unit u where u.id = new.unit_id)
         else staff_is(new.added_by_id, array['nurse', 'pharmacist', 'manager']) end,
    'device_is_added_by_who_may', 'A nurse, a pharmacist or the manager adds a device.');
  perform must_hold(
    new.tester_id is null or exists (
      select from devices_breathtester t where t.id = new.tester_id and t.unit_id = new.unit_id),
    'device_is_of_its_testers_unit', 'This breath tester is of another unit.');
  return new;
end $$;
create trigger c_guard before insert on devices_device
  for each row execute function devices_guard_device();
alter table devices_device enable always trigger c_guard;

create function devices_guard_binding() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    perform must_hold(new.ended_at is null or new.ended_at >= new.bound_at,
                      'binding_ends_after_it_began', 'A device comes off after it was put on.');
    perform must_hold(new.ended_by_id is null or staff_is(new.ended_by_id, array['nurse', 'prescriber']),
                      'binding_is_by_who_may', 'A nurse or a prescriber takes a device off.');
    return new;
  end if;
  perform must_hold(new.ended_at is null, 'binding_begins_open', 'A device is put on first.');
  perform must_hold(staff_is(new.bound_by_id, array['nurse', 'prescriber']),
                    'binding_is_by_who_may', 'A nurse or a prescriber puts a device on a patient.');
  perform must_hold(
    exists (select from devices_device d where d.id = new.device_id
              and d.unit_id = new.unit_id and d.in_service),
    'binding_is_of_a_device_in_service', 'This device is of another unit, or out of service.');
  perform must_hold(
    exists (select from reception_visit v where v.id = new.visit_id
              and v.unit_id = new.unit_id and v.closed_at is null),
    'binding_is_of_an_open_visit', 'This visit is closed, or of another unit.');
  perform must_hold(
    new.room_id is null or exists (
      select from reception_roomstay s where s.visit_id = new.visit_id and s.room_id = new.room_id
         and s.until_at is null),
    'binding_is_where_the_patient_is', 'The patient is in another room.');
  return new;
end $$;
create trigger c_guard before insert or update on devices_binding
  for each row execute function devices_guard_binding();
alter table devices_binding enable always trigger c_guard;

-- What the quantity can be at all; no clinical limit.
create function devices_value_can_be(kind text, value numeric, ucum text) returns boolean
language sql immutable as $$
  select case kind
    when 'spo2' then ucum = '%' and value between 0 and 100
    when 'pulse' then ucum = '/min' and value between 0 and 500
    when 'respiratory_rate' then ucum = '/min' and value between 0 and 200
    when 'breath_alcohol' then ucum in ('ug/L', 'mg/L', '[ppth]') and value between 0 and 9999
    else false end
$$;

create function devices_guard_reading() returns trigger language plpgsql as $$
declare
  d devices_device;
  b devices_binding;
  v reception_visit;
  own_time timestamptz := case when not 'clock_ignored' = any (new.flags) then new.measured_at end;
begin
  select * into d from devices_device where id = new.device_id;
  perform must_hold(d.unit_id = new.unit_id and d.in_service,
                    'reading_is_of_a_device_in_service', 'This device is of another unit, or out of service.');
  perform must_hold(devices_value_can_be(new.kind, new.value, new.ucum),
                    'reading_can_be', 'This value or this unit cannot be.');
  perform must_hold(
    new.calibrated_on is null or exists (
      select from devices_calibration c
       where (c.device_id = d.id or c.tester_id = d.tester_id)
         and c.calibrated_on = new.calibrated_on and c.due_on = new.calibration_due_on),
    'reading_has_its_own_calibration', 'This calibration is of another device.');
  if new.visit_id is null then
    return new;
  end if;
  select * into b from devices_binding where id = new.binding_id;
  select * into v from reception_visit where id = new.visit_id;
  perform must_hold(
    b.device_id = new.device_id and b.visit_id = new.visit_id and v.unit_id = new.unit_id,
    'reading_is_of_who_has_the_device', 'This device is not on this patient.');
  perform must_hold(
    new.received_at >= b.bound_at and new.received_at <= coalesce(b.ended_at, 'infinity')
    and new.received_at <= coalesce(v.closed_at, 'infinity'),
    'reading_comes_while_bound', 'The device was not on this patient then, or the visit is closed.');
  perform must_hold(
    case when d.goes_by_own_clock
         then own_time >= b.bound_at
              and own_time <= new.received_at
                              + (select u.clock_skew_max from registry_unit u where u.id = new.unit_id)
         else own_time is null end,
    'reading_was_measured_while_bound', 'By the device''s clock this was not measured on this patient.');
  perform must_hold(
    not 'trial' = any (new.flags) and (own_time is not null or not 'from_memory' = any (new.flags)),
    'reading_is_of_a_patient', 'A trial, or a stored reading without its time, is of nobody.');
  return new;
end $$;
create trigger c_guard before insert on devices_reading
  for each row execute function devices_guard_reading();
alter table devices_reading enable always trigger c_guard;

call keep_record('devices_device', array['free:name', 'free:address', 'free:baud', 'free:pattern',
                                         'free:goes_by_own_clock', 'free:in_service']);
call keep_record('devices_binding', array['once:ended_at', 'once:ended_by_id']);
call keep_record('devices_reading');
call keep_clock('devices_binding', 'bound_at');
call keep_clock('devices_binding', 'ended_at');
call keep_clock('devices_reading', 'received_at');

-- What the gateway last heard, and that it lives: changes in place, without a leaf each second.
do $$
declare
  name text;
begin
  foreach name in array array['devices_devicestate', 'devices_gateway'] loop
    execute format('create trigger a_no_delete before delete on %s
                    for each row execute function record_is_final()', name);
    execute format('create trigger a_no_truncate before truncate on %s
                    for each statement execute function record_is_final()', name);
    execute format('alter table %s enable always trigger a_no_delete', name);
    execute format('alter table %s enable always trigger a_no_truncate', name);
    execute format('grant select, insert, update on %s to vangnet_app', name);
  end loop;
end $$;
