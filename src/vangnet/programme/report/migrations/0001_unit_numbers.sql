-- Numbers a unit sets for its own report: its manager signs them, none is ever edited.
create function report_guard_unit_number() returns trigger language plpgsql as $$
begin
  perform must_hold(
    staff_is(new.signed_by_id, array['manager'])
    and exists (select from registry_workplace w
                 where w.user_id = new.signed_by_id and w.unit_id = new.unit_id),
    'unit_number_is_signed_by_its_manager', 'The manager of the unit sets its numbers.');
  perform must_hold(btrim(new.words) <> '', 'unit_number_says_whence',
                    'Say where the number comes from. Spaces are no words.');
  return new;
end $$;
create trigger c_guard before insert on report_unitnumber
  for each row execute function report_guard_unit_number();
alter table report_unitnumber enable always trigger c_guard;

call keep_record('report_unitnumber');
call keep_clock('report_unitnumber', 'signed_at');
