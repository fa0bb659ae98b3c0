-- The hatch reads of each approval also by when it is to be reviewed. Only this array grows; the
-- rest of the statement stays as it stands, whoever wrote it last.
do $$
declare
  was text := pg_get_functiondef(
    (select oid from pg_proc where proname = 'dispensary_at_the_hatch' and pronamespace = 'public'::regnamespace));
  becomes text := replace(was, 'jsonb_build_array(a.valid_from, a.valid_until, e.ended_on)',
    'jsonb_build_array(a.valid_from, a.valid_until, e.ended_on, consulting_review_due_on(a.id))');
begin
  if becomes = was then
    raise exception 'The hatch does not read approvals as it did: write this step anew.';
  end if;
  execute becomes;
end $$;

-- The gate's truth once more: of the approvals that run that day, one is not overdue for review.
-- Methadone needs no approval, so it needs no review of one.
create function dispensary_guard_review() returns trigger language plpgsql as $$
begin
  if new.allowed and consulting_is_hat_drug(new.drug) then
    perform must_hold(exists (
      select from consulting_approval a
        left join consulting_approvalend e on e.approval_id = a.id
       where a.patient_id = new.patient_id and a.valid_from <= new.clinic_day
         and a.valid_until >= new.clinic_day and coalesce(e.ended_on, 'infinity') > new.clinic_day
         and coalesce(consulting_review_due_on(a.id), 'infinity') >= new.clinic_day),
      'dose_waits_for_the_review', 'The review of the approval is overdue.');
  end if;
  return new;
end $$;
create trigger d_guard_review before insert on dispensary_handover
  for each row execute function dispensary_guard_review();
alter table dispensary_handover enable always trigger d_guard_review;
