-- Bottles that leave for home have an account of their own, and come back as residue.
alter table vault_posting drop constraint posting_kind_fits_its_accounts;
alter table vault_posting add constraint posting_kind_fits_its_accounts check (
  case kind
    when 'receipt' then from_account = 'supplier' and to_account = 'stock'
    when 'dose' then from_account = 'stock' and to_account = 'in_use'
    when 'given' then from_account = 'in_use' and to_account = 'administered'
    when 'not_used' then from_account = 'in_use' and to_account = 'residue'
    when 'spilt' then from_account = 'in_use' and to_account = 'residue'
    when 'take_home' then from_account = 'stock' and to_account = 'taken_home'
    when 'taken_back' then from_account = 'taken_home' and to_account = 'residue'
    when 'waste' then from_account in ('residue', 'stock') and to_account = 'wasted'
    when 'return' then from_account = 'stock' and to_account = 'returned'
    when 'destruction' then from_account = 'stock' and to_account = 'destroyed'
    when 'difference' then 'stock' in (from_account, to_account)
                           and 'difference' in (from_account, to_account)
    when 'counter' then true
    else false
  end);

-- The postings of a supply follow it and its bottles, which have their own guards.
create or replace function vault_guard_signers(new vault_posting) returns void language plpgsql as $$
declare
  witnesses text[] := array['nurse', 'prescriber', 'pharmacist'];
begin
  if new.kind in ('dose', 'given', 'not_used', 'spilt', 'take_home', 'taken_back') then
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

create or replace function vault_guard_posting() returns trigger language plpgsql as $$
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
    perform must_hold(wrong.kind not in
                        ('dose', 'given', 'not_used', 'spilt', 'take_home', 'taken_back'),
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
