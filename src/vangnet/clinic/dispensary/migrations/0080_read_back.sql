-- A reading that somebody typed counts once it was typed twice, the same. One that a device sent is the
-- one it sent, of this visit and this tester; it needs no second look.
create function dispensary_guard_read_back() returns trigger language plpgsql as $$
begin
  perform must_hold(
    case when new.sent_id is null then new.read_back = new.reading
         else exists (
           select from devices_reading r join devices_device d on d.id = r.device_id
            where r.id = new.sent_id and r.kind = 'breath_alcohol' and r.visit_id = new.visit_id
              and d.tester_id = new.tester_id and r.value = new.reading and r.ucum = new.reading_unit)
    end,
    'breath_reading_is_read_back', 'A typed reading is read back from the display, the same.');
  return new;
end $$;
create trigger d_guard_read_back before insert on dispensary_breathtest
  for each row execute function dispensary_guard_read_back();
alter table dispensary_breathtest enable always trigger d_guard_read_back;
