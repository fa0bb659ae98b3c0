-- From referral to approval, said once more: nobody is let in but by a decision that found every
-- criterion met, taken by whom the signed protocol names. The same truths as rules/eligibility.

create function consulting_may_assess(person uuid, unit uuid) returns boolean
language sql stable as $$
  select consulting_works_here(person, unit) and staff_is(person, array['nurse', 'prescriber'])
$$;

-- A value of a signed protocol that is the same for all products: the unit's own before its country's.
create function protocol_value(signed uuid, name text) returns jsonb language sql stable as $$
  select v.value
    from protocols_protocolversion p
    cross join lateral (
      select 1 as first, value from jsonb_array_elements(p.content -> 'site' -> 'values')
      union all
      select 2, value from jsonb_array_elements(p.content -> 'country' -> 'values')) v
   where p.id = signed and v.value ->> 'key' = name and v.value ->> 'product' is null
     and (v.value ? 'value' or coalesce((v.value ->> 'no_limit')::boolean, false))
   order by v.first limit 1
$$;

create function consulting_is_decided(referral uuid) returns boolean language sql stable as $$
  select exists (select from consulting_eligibilitydecision d
                  where d.referral_id = referral and d.outcome in ('approve', 'refuse'))
$$;

create function consulting_guard_referral() returns trigger language plpgsql as $$
declare
  p registry_patient;
begin
  select * into p from registry_patient where id = new.patient_id for no key update;
  perform must_hold(p.unit_id = new.unit_id,
                    'referral_is_of_a_patient_of_the_unit', 'This patient is of another unit.');
  perform must_hold(not exists (
    select from consulting_referral r where r.patient_id = p.id and not consulting_is_decided(r.id)),
    'referral_is_one_at_a_time', 'A referral is open already.');
  -- What is only asked at the start is not asked again of who is in treatment, and of nobody else.
  perform must_hold(new.stage = 'start' or exists (
    select from consulting_approval a
     where a.patient_id = p.id and a.valid_from <= clinic_day_of(new.unit_id, new.recorded_at)
       and a.valid_until >= clinic_day_of(new.unit_id, new.recorded_at)
       and not exists (select from consulting_approvalend e where e.approval_id = a.id)),
    'renewal_is_of_an_approval_that_runs', 'No approval runs today.');
  perform must_hold(consulting_may_assess(new.recorded_by_id, new.unit_id),
                    'referral_is_written_by_who_may', 'A nurse or a prescriber of the unit writes this.');
  perform must_hold(new.referred_on <= clinic_day_of(new.unit_id, new.recorded_at),
                    'referral_has_happened', 'This lies in the future.');
  return new;
end $$;
create trigger c_guard before insert on consulting_referral
  for each row execute function consulting_guard_referral();
alter table consulting_referral enable always trigger c_guard;

create function consulting_guard_evidence() returns trigger language plpgsql as $$
declare
  r consulting_referral;
begin
  select * into r from consulting_referral where id = new.referral_id;
  perform 1 from registry_patient p where p.id = r.patient_id for no key update;
  perform must_be_about_now(r.unit_id, new.recorded_at);
  perform must_hold(consulting_may_assess(new.verified_by_id, r.unit_id),
                    'evidence_is_seen_by_who_may', 'A nurse or a prescriber of the unit looks at evidence.');
  perform must_hold(not consulting_is_decided(r.id), 'evidence_is_for_an_open_referral',
                    'This referral is decided. Open a new one.');
  perform must_hold(new.verified_on <= clinic_day_of(r.unit_id, new.recorded_at),
                    'evidence_has_been_seen', 'This lies in the future.');
  return new;
end $$;
create trigger c_guard before insert on consulting_criterionevidence
  for each row execute function consulting_guard_evidence();
alter table consulting_criterionevidence enable always trigger c_guard;

-- What an approval needs of its decision: the stored findings themselves, not only their counts.
create function consulting_guard_approving(new consulting_eligibilitydecision) returns void
language plpgsql as $$
declare
  named jsonb;
  findings jsonb := new.assessment -> 'findings';
  signatures int := coalesce(
    (protocol_value(new.protocol_id, 'approval_signatures_fewest') ->> 'value')::int, 1);
begin
  select content -> 'country' into named from protocols_protocolversion where id = new.protocol_id;
  perform must_hold(
    jsonb_array_length(findings) = new.criteria
    and new.met = (select count(*) from jsonb_array_elements(findings) f where f ->> 'state' = 'met')
    and new.waived = (select count(*) from jsonb_array_elements(findings) f
                       where f ->> 'state' = 'waived'),
    'decision_counts_what_it_found', 'The counts are not those of what was found.');
  -- Each criterion that the signed protocol asks at this stage was found met, or waived.
  perform must_hold(
    not exists (
      select from jsonb_array_elements(named -> 'criteria') c
       where c -> 'stages' ? (select stage from consulting_referral where id = new.referral_id)
         and not exists (select from jsonb_array_elements(findings) f
                          where f ->> 'code' = c ->> 'code' and f ->> 'state' in ('met', 'waived'))),
    'decision_asks_every_criterion', 'A criterion of the protocol was not asked.');
  perform must_hold(named -> 'approver' ->> 'by' = new.approved_by,
                    'decision_is_by_whom_the_country_says', 'Somebody else approves in this country.');
  perform must_hold(new.approved_by = 'own_physician' or new.authority <> '',
                    'decision_names_its_authority', 'Who approved is not named.');
  perform must_hold(new.approved_by <> 'authority' or new.permit_number <> '',
                    'decision_has_its_permit', 'A permit has a number.');
  perform must_hold(signatures < 2 or new.second_by_id is not null,
                    'decision_has_its_signatures', 'The protocol asks for two signatures.');
end $$;

create function consulting_guard_decision() returns trigger language plpgsql as $$
declare
  r consulting_referral;
begin
  select * into r from consulting_referral where id = new.referral_id;
  perform 1 from registry_patient p where p.id = r.patient_id for no key update;
  perform must_hold(r.patient_id = new.patient_id and r.unit_id = new.unit_id,
                    'decision_is_of_its_referral', 'This is the referral of somebody else.');
  perform must_hold(not consulting_is_decided(r.id), 'decision_is_taken_once',
                    'This referral is decided. Open a new one.');
  perform must_hold(is_prescriber(new.decided_by_id)
                    and consulting_works_here(new.decided_by_id, new.unit_id),
                    'decision_is_taken_by_a_prescriber', 'A prescriber of the unit decides.');
  perform must_hold(new.second_by_id is null or is_prescriber(new.second_by_id)
                    and consulting_works_here(new.second_by_id, new.unit_id),
                    'decision_second_is_a_prescriber', 'The second signature is a prescriber''s.');
  perform must_hold(new.protocol_id is null
                    or new.protocol_id = protocol_in_force(new.unit_id, new.decided_at),
                    'decision_is_by_the_protocol_in_force', 'Another protocol is in force.');
  if new.outcome = 'approve' then
    perform consulting_guard_approving(new);
  end if;
  return new;
end $$;
create trigger c_guard before insert on consulting_eligibilitydecision
  for each row execute function consulting_guard_decision();
alter table consulting_eligibilitydecision enable always trigger c_guard;

-- An approval is what a decision approved, for as long as the protocol it was decided by allows.
create function consulting_guard_approval() returns trigger language plpgsql as $$
declare
  d consulting_eligibilitydecision;
  months jsonb;
  review jsonb;
begin
  select * into d from consulting_eligibilitydecision where id = new.decision_id;
  perform must_hold(
    d.outcome = 'approve' and d.patient_id = new.patient_id and d.unit_id = new.unit_id,
    'approval_comes_from_a_decision', 'No decision has approved this person.');
  months := protocol_value(d.protocol_id, 'approval_months_longest');
  perform must_hold(
    new.valid_until is not null
    and (coalesce((months ->> 'no_limit')::boolean, false)
         or new.valid_until <= new.valid_from + make_interval(months => (months ->> 'value')::int)),
    'approval_is_as_long_as_it_may_be', 'An approval ends within the time the protocol allows.');
  perform must_hold(new.valid_from >= clinic_day_of(new.unit_id, d.decided_at),
                    'approval_starts_when_decided', 'An approval does not reach back.');
  review := protocol_value(d.protocol_id, 'review_months_longest');
  perform must_hold(
    review ->> 'value' is null
    or coalesce(new.review_on, new.valid_until)
       <= new.valid_from + make_interval(months => (review ->> 'value')::int),
    'approval_is_reviewed_in_time', 'The review is later than the protocol allows.');
  return new;
end $$;
create trigger c_guard before insert on consulting_approval
  for each row execute function consulting_guard_approval();
alter table consulting_approval enable always trigger c_guard;

create function consulting_guard_review() returns trigger language plpgsql as $$
declare
  a consulting_approval;
  version uuid;
  months jsonb;
begin
  select * into a from consulting_approval where id = new.approval_id;
  perform must_be_about_now(a.unit_id, new.recorded_at);
  version := protocol_in_force(a.unit_id, new.recorded_at);
  months := protocol_value(version, 'review_months_longest');
  perform must_hold(is_prescriber(new.recorded_by_id)
                    and consulting_works_here(new.recorded_by_id, a.unit_id),
                    'review_is_written_by_a_prescriber', 'A prescriber of the unit writes this.');
  perform must_hold(new.given_on <= clinic_day_of(a.unit_id, new.recorded_at),
                    'review_has_happened', 'This lies in the future.');
  perform must_hold(
    new.is_outside
    or not coalesce((protocol_value(version, 'review_outside_physician') ->> 'value')::boolean, false),
    'review_is_from_outside', 'In this country a physician from outside the unit reviews.');
  perform must_hold(
    not new.is_outside or not exists (
      select from staff_user u join registry_workplace w on w.user_id = u.id
       where w.unit_id = a.unit_id and lower(trim(u.display_name)) = lower(trim(new.physician))),
    'review_from_outside_is_not_of_the_staff', 'This person works here.');
  perform must_hold(
    new.next_on is null or months ->> 'value' is null
    or new.next_on <= new.given_on + make_interval(months => (months ->> 'value')::int),
    'review_comes_again_in_time', 'The next review is later than the protocol allows.');
  return new;
end $$;
create trigger c_guard before insert on consulting_review
  for each row execute function consulting_guard_review();
alter table consulting_review enable always trigger c_guard;

-- By when somebody must have looked again; null when nobody asks. One against changes nothing by
-- itself: a prescriber ends the treatment, or the day comes.
create function consulting_review_due_on(approval uuid) returns date language sql stable as $$
  select coalesce((select max(r.next_on) from consulting_review r where r.approval_id = a.id), a.review_on)
    from consulting_approval a where a.id = approval
$$;

create function consulting_guard_appeal() returns trigger language plpgsql as $$
declare
  d consulting_eligibilitydecision;
begin
  select * into d from consulting_eligibilitydecision where id = new.decision_id;
  perform must_be_about_now(d.unit_id, new.recorded_at);
  perform must_hold(d.outcome = 'refuse', 'appeal_is_against_a_refusal', 'Nothing was refused.');
  perform must_hold(consulting_may_assess(new.recorded_by_id, d.unit_id),
                    'appeal_is_written_by_who_may', 'A nurse or a prescriber of the unit writes this.');
  return new;
end $$;
create trigger c_guard before insert on consulting_appeal
  for each row execute function consulting_guard_appeal();
alter table consulting_appeal enable always trigger c_guard;

create function consulting_guard_appeal_answer() returns trigger language plpgsql as $$
declare
  d consulting_eligibilitydecision;
begin
  select e.* into d from consulting_eligibilitydecision e
    join consulting_appeal a on a.decision_id = e.id where a.id = new.appeal_id;
  perform must_be_about_now(d.unit_id, new.answered_at);
  perform must_hold(
    is_prescriber(new.answered_by_id) and consulting_works_here(new.answered_by_id, d.unit_id)
    and new.answered_by_id <> d.decided_by_id
    and new.answered_by_id is distinct from d.second_by_id,
    'appeal_is_answered_by_another_prescriber', 'A prescriber who did not decide answers.');
  return new;
end $$;
create trigger c_guard before insert on consulting_appealanswer
  for each row execute function consulting_guard_appeal_answer();
alter table consulting_appealanswer enable always trigger c_guard;

call keep_record('consulting_referral');
call keep_record('consulting_criterionevidence');
call keep_record('consulting_eligibilitydecision');
call keep_record('consulting_review');
call keep_record('consulting_appeal');
call keep_record('consulting_appealanswer');
call keep_clock('consulting_referral', 'recorded_at');
call keep_clock('consulting_eligibilitydecision', 'decided_at');
