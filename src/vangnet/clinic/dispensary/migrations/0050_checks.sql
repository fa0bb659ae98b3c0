-- The gate's truth about overdue health checks once more, beside the other guards of a hand-over and of a supply.
create function dispensary_guard_checks() returns trigger language plpgsql as $$
begin
  perform must_hold(
    not new.allowed
    or consulting_blocking_checks(new.patient_id, new.clinic_day, new.protocol_id) = '[]',
    'hand_over_waits_for_no_check', 'A health check is overdue, and doses wait for it.');
  return new;
end $$;
create trigger d_checks before insert on dispensary_handover
  for each row execute function dispensary_guard_checks();
alter table dispensary_handover enable always trigger d_checks;
create trigger d_checks before insert on dispensary_supply
  for each row execute function dispensary_guard_checks();
alter table dispensary_supply enable always trigger d_checks;
