-- The use of a dose, its postings and the stages of the visit tell one story.

-- A use belongs to an allowed hand-over, in the same transaction as the drug leaving its container.
create function dispensary_guard_use() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform must_hold(
      (select h.allowed and h.patient_id = new.patient_id and h.visit_id = new.visit_id
              and h.dose_mg = new.dose_mg and h.at = new.opened_at and h.unit_id = new.unit_id
         from dispensary_handover h where h.id = new.hand_over_id),
      'use_is_of_an_allowed_hand_over', 'There is no such dose to use.');
  end if;
  if new.started_at is not null and (tg_op = 'INSERT' or old.started_at is null) then
    perform must_hold(
      (select new.started_at <= new.opened_at + l.hand_over_valid
         from dispensary_handover h join protocols_protocollimit l on l.version_id = h.protocol_id
          and l.drug = h.drug and l.salt_form = h.salt_form and l.route = h.route
        where h.id = new.hand_over_id),
      'use_starts_while_the_dose_is_fresh', 'This dose lay too long. Take all of it back.');
  end if;
  if new.ended_at is not null then
    perform must_hold(staff_is(new.ended_by_id, array['nurse', 'prescriber']),
                      'use_is_ended_by_who_may', 'Only a nurse or a prescriber ends a use.');
    -- The check of the same name is also content with what is not known.
    perform must_hold(new.given_mg + new.not_used_mg + new.spilt_mg = new.dose_mg,
                      'use_names_every_milligram_when_it_ends', 'Not all of this dose is named.');
    perform must_hold(new.ended_at >= coalesce(new.started_at, new.opened_at),
                      'use_ends_after_it_starts', 'A use cannot end before it starts.');
    perform must_hold(new.given_mg = 0 or new.started_at is not null,
                      'use_is_started_before_anything_is_given', 'Nothing is given before the start.');
  end if;
  return new;
end $$;
create trigger c_guard before insert or update on dispensary_use
  for each row execute function dispensary_guard_use();
alter table dispensary_use enable always trigger c_guard;

-- At commit, every allowed hand-over has its use and its posting, and every ended use accounts for
-- its milligrams in the register: no path, however written, can forget one of the two.
create function dispensary_check_books() returns trigger language plpgsql as $$
declare
  dose dispensary_handover;
  used dispensary_use;
  moved record;
begin
  if tg_table_name = 'dispensary_use' then
    select * into used from dispensary_use where id = new.id;
    select * into dose from dispensary_handover where id = used.hand_over_id;
  else
    if not new.allowed then
      return null;
    end if;
    dose := new;
    select * into used from dispensary_use where hand_over_id = dose.id;
    perform must_hold(found, 'hand_over_opens_a_use', 'A dose was handed over without a use.');
  end if;
  select
    coalesce(sum(mg) filter (where kind = 'dose' and container_id = dose.container_id), 0) as dosed,
    coalesce(sum(mg) filter (where kind = 'given'), 0) as given,
    coalesce(sum(mg) filter (where kind = 'not_used'), 0) as not_used,
    coalesce(sum(mg) filter (where kind = 'spilt'), 0) as spilt
    into moved from vault_posting where about = dose.id;
  perform must_hold(moved.dosed = dose.dose_mg,
                    'hand_over_leaves_its_container', 'The register does not show this dose leaving.');
  if used.ended_at is not null then
    perform must_hold(
      moved.given = used.given_mg and moved.not_used = used.not_used_mg and moved.spilt = used.spilt_mg,
      'use_is_in_the_register', 'The register does not show where this dose went.');
  end if;
  return null;
end $$;
create constraint trigger y_books after insert on dispensary_handover
  deferrable initially deferred for each row execute function dispensary_check_books();
create constraint trigger y_books after update on dispensary_use
  deferrable initially deferred for each row
  when (new.ended_at is not null) execute function dispensary_check_books();
alter table dispensary_handover enable always trigger y_books;
alter table dispensary_use enable always trigger y_books;

-- And the other way round: a dose posting belongs to an allowed hand-over of exactly that amount.
create function dispensary_check_posting() returns trigger language plpgsql as $$
begin
  if new.kind = 'dose' then
    perform must_hold(
      (select h.allowed and h.container_id = new.container_id
              and h.dose_mg = (select sum(p.mg) from vault_posting p
                                where p.about = h.id and p.kind = 'dose')
         from dispensary_handover h where h.id = new.about),
      'posting_of_a_dose_has_its_hand_over', 'A dose left the stock without a hand-over.');
  elsif new.kind in ('given', 'not_used', 'spilt') then
    perform must_hold(
      (select u.ended_at is not null and (
         select sum(p.mg) from vault_posting p where p.about = u.hand_over_id and p.kind = new.kind)
         = case new.kind when 'given' then u.given_mg when 'spilt' then u.spilt_mg else u.not_used_mg end
         from dispensary_use u where u.hand_over_id = new.about),
      'posting_of_a_use_has_its_use', 'The register shows a use that nobody recorded.');
  end if;
  return null;
end $$;
create constraint trigger y_books after insert on vault_posting
  deferrable initially deferred for each row
  when (new.kind in ('dose', 'given', 'not_used', 'spilt')) execute function dispensary_check_posting();
alter table vault_posting enable always trigger y_books;

-- A visit's later stages are where the dose is, not what somebody says.
create function dispensary_guard_stage() returns trigger language plpgsql as $$
begin
  if new.stage = old.stage then
    return new;
  end if;
  perform must_hold(
    case new.stage
      when 'dosed' then exists (select from dispensary_use u where u.visit_id = new.id and u.ended_at is null)
      when 'using' then exists (select from dispensary_use u where u.visit_id = new.id
                                  and u.ended_at is null and u.started_at is not null)
      when 'recovering' then exists (select from dispensary_use u where u.visit_id = new.id)
                         and not exists (select from dispensary_use u where u.visit_id = new.id
                                            and u.ended_at is null)
      when 'turned_away' then not exists (select from dispensary_use u where u.visit_id = new.id)
      else true
    end, 'visit_stage_is_where_the_dose_is', 'The dose of this visit says otherwise.');
  return new;
end $$;
create trigger d_guard_dose before update on reception_visit
  for each row execute function dispensary_guard_stage();
alter table reception_visit enable always trigger d_guard_dose;
