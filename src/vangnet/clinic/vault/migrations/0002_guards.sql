-- Every milligram: a posting takes only what is there, on a day that is open, between known accounts.
create function vault_in_account(container uuid, account text) returns numeric
language sql stable as $$
  select coalesce(sum(case when p.to_account = account then p.mg else -p.mg end), 0)
    from vault_posting p
   where p.container_id = container and account in (p.from_account, p.to_account)
$$;

create function vault_day_key(unit uuid, day date) returns bigint language sql immutable as $$
  select hashtextextended('register day ' || unit::text || ' ' || day::text, 0)
$$;

-- Who signs what. The postings of a dose follow its hand-over and its use, which have their own guards.
create function vault_guard_signers(new vault_posting) returns void language plpgsql as $$
declare
  witnesses text[] := array['nurse', 'prescriber', 'pharmacist'];
begin
  if new.kind in ('dose', 'given', 'not_used', 'spilt') then
    return;
  end if;
  perform must_hold(
    (select u.role = 'pharmacist' from staff_user u where u.id = new.by_id),
    'posting_is_by_who_keeps_the_register', 'Only a pharmacist books this.');
  if new.kind = 'difference' then
    perform must_hold(
      (select u.is_medical_director from staff_user u where u.id = new.witness_id),
      'difference_is_signed_by_the_director', 'The medical director signs for a difference.');
  else
    perform must_hold(
      (select coalesce(bool_and(u.role = any (witnesses)), true) from staff_user u
        where u.id in (new.witness_id, new.second_witness_id)),  -- that there is one is checked apart
      'posting_is_witnessed_by_who_may', 'Only a nurse, prescriber or pharmacist witnesses.');
  end if;
end $$;

create function vault_guard_posting() returns trigger language plpgsql as $$
declare
  vessel vault_container;
  wrong vault_posting;
begin
  -- One posting at a time on a container; the day cannot close while it is written.
  select * into vessel from vault_container where id = new.container_id for no key update;
  perform pg_advisory_xact_lock_shared(vault_day_key(new.unit_id, new.clinic_day));
  perform must_hold(vessel.unit_id = new.unit_id, 'posting_is_of_its_unit', 'The container is of another unit.');
  perform must_hold(
    (select l.salt_form = new.salt_form from vault_lot l where l.id = vessel.lot_id),
    'posting_is_of_the_salt_of_its_lot', 'The container holds another salt form.');
  perform must_hold(new.clinic_day = clinic_day_of(new.unit_id, new.at),
                    'posting_is_of_its_clinic_day', 'The posting is written on another clinic day.');
  perform must_hold(
    not exists (select from vault_dayclose d
                 where d.unit_id = new.unit_id and d.clinic_day >= new.clinic_day),
    'posting_is_on_an_open_day', 'The register of this day is closed.');
  perform must_hold(
    (select bool_and(u.is_active) from staff_user u
      where u.id in (new.by_id, new.witness_id, new.second_witness_id)),
    'posting_is_signed_by_active_staff', 'Everyone who signs must work here.');
  perform vault_guard_signers(new);
  if new.kind = 'counter' then
    select * into wrong from vault_posting where id = new.corrects_id;
    perform must_hold(
      wrong.container_id = new.container_id and wrong.mg = new.mg and wrong.kind <> 'counter'
      and wrong.from_account = new.to_account and wrong.to_account = new.from_account,
      'posting_counter_moves_all_of_it_back', 'A counter-posting moves all of the wrong one back.');
    -- Where a dose went stands in its use; the register alone cannot tell another story.
    perform must_hold(wrong.kind not in ('dose', 'given', 'not_used', 'spilt'),
                      'posting_counter_is_not_of_a_dose',
                      'The postings of a dose follow its use and cannot be moved back alone.');
  end if;
  if new.from_account not in ('supplier', 'difference') then
    perform must_hold(vault_in_account(new.container_id, new.from_account) >= new.mg,
                      'posting_takes_only_what_is_there',
                      'There is less than this in the account ' || new.from_account || '.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on vault_posting
  for each row execute function vault_guard_posting();
alter table vault_posting enable always trigger c_guard;

alter table vault_posting add constraint posting_kind_fits_its_accounts check (
  case kind
    when 'receipt' then from_account = 'supplier' and to_account = 'stock'
    when 'dose' then from_account = 'stock' and to_account = 'in_use'
    when 'given' then from_account = 'in_use' and to_account = 'administered'
    when 'not_used' then from_account = 'in_use' and to_account = 'residue'
    when 'spilt' then from_account = 'in_use' and to_account = 'residue'
    when 'waste' then from_account in ('residue', 'stock') and to_account = 'wasted'
    when 'return' then from_account = 'stock' and to_account = 'returned'
    when 'destruction' then from_account = 'stock' and to_account = 'destroyed'
    when 'difference' then 'stock' in (from_account, to_account)
                           and 'difference' in (from_account, to_account)
    when 'counter' then true
    else false
  end);
alter table vault_posting add constraint posting_difference_has_a_reason
  check (kind not in ('difference', 'counter') or reason <> '');

create function vault_two_may_sign(doer uuid, witness uuid) returns boolean language sql stable as $$
  select exists (select from staff_user u where u.id = doer and u.role = 'pharmacist')
     and exists (select from staff_user u where u.id = witness
                    and u.role in ('nurse', 'prescriber', 'pharmacist'))
$$;

-- What keeps shorter than was thought may be used less long; never longer.
create function vault_guard_container() returns trigger language plpgsql as $$
begin
  perform must_hold(new.usable_until <= old.usable_until, 'container_is_not_used_longer',
                    'The time a container may be used is only ever shortened.');
  return new;
end $$;
create trigger c_guard before update on vault_container
  for each row execute function vault_guard_container();
alter table vault_container enable always trigger c_guard;

create function vault_guard_count() returns trigger language plpgsql as $$
begin
  perform 1 from vault_container where id = new.container_id for no key update;
  perform must_hold(
    (select c.unit_id = new.unit_id from vault_container c where c.id = new.container_id)
    and new.clinic_day = clinic_day_of(new.unit_id, new.at),
    'count_is_of_its_clinic_day', 'The count is written on another day, or at another unit.');
  perform must_hold(
    (select bool_and(u.is_active) from staff_user u where u.id in (new.by_id, new.witness_id)),
    'count_is_signed_by_active_staff', 'Everyone who signs must work here.');
  perform must_hold(vault_two_may_sign(new.by_id, new.witness_id),
    'count_is_by_who_keeps_the_register', 'A pharmacist counts, before a witness who may witness.');
  perform must_hold(new.book_mg = vault_in_account(new.container_id, 'stock'),
                    'count_is_set_against_the_book', 'The book has moved since; count again.');
  return new;
end $$;
create trigger c_guard before insert on vault_count
  for each row execute function vault_guard_count();
alter table vault_count enable always trigger c_guard;

create function vault_guard_close() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(vault_day_key(new.unit_id, new.clinic_day));
  perform must_hold(new.clinic_day <= clinic_day_of(new.unit_id, new.at),
                    'day_closes_when_it_has_come', 'A day that is still to come cannot be closed.');
  perform must_hold(
    (select bool_and(u.is_active) from staff_user u where u.id in (new.by_id, new.witness_id)),
    'day_close_is_signed_by_active_staff', 'Everyone who signs must work here.');
  perform must_hold(vault_two_may_sign(new.by_id, new.witness_id),
    'day_close_is_by_who_keeps_the_register', 'A pharmacist closes, before a witness who may witness.');
  perform must_hold(
    not exists (
      select from vault_container c where c.unit_id = new.unit_id
         and (vault_in_account(c.id, 'in_use') <> 0 or vault_in_account(c.id, 'residue') <> 0)),
    'day_closes_with_nothing_open', 'A dose is open, or a residue waits for destruction.');
  perform must_hold(
    not exists (
      select from vault_container c
       where c.unit_id = new.unit_id
         and (vault_in_account(c.id, 'stock') <> 0
              or exists (select from vault_posting p
                          where p.container_id = c.id and p.clinic_day = new.clinic_day))
         and (select n.counted_mg from vault_count n
               where n.container_id = c.id and n.clinic_day = new.clinic_day
               order by n.at desc, n.id desc limit 1)
             is distinct from vault_in_account(c.id, 'stock')),
    'day_closes_when_book_and_count_agree', 'The last count of a container differs from the book.');
  return new;
end $$;
create trigger c_guard before insert on vault_dayclose
  for each row execute function vault_guard_close();
alter table vault_dayclose enable always trigger c_guard;

call keep_record('vault_lot');
call keep_record('vault_container', array['free:state', 'free:usable_until']);
call keep_record('vault_posting');
call keep_record('vault_kitlot');
call keep_record('vault_kit');
call keep_record('vault_count');
call keep_record('vault_dayclose');
call keep_clock('vault_posting', 'at');
call keep_clock('vault_count', 'at');
call keep_clock('vault_dayclose', 'at');
