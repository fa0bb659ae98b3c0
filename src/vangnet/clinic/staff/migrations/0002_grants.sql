-- Who may do what, for the guards of every room. Somebody who is not known is nobody.
create function staff_is(person uuid, roles text[]) returns boolean language sql stable as $$
  select u.is_active and u.role = any (roles) from staff_user u where u.id = person
$$;

-- Staff rows change in place (a name, a role); the journal sees each change without the password.
create function staff_leaf(operation text, table_name text, row_key text, image text) returns void
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  doer text := current_setting('vangnet.actor', true);
  stamp timestamptz := clock_timestamp();
  x xid8 := pg_current_xact_id();
begin
  if coalesce(doer, '') = '' then
    raise exception 'Nobody is named as the actor of this change to %.', table_name
      using errcode = 'check_violation', constraint = 'journal_names_an_actor';
  end if;
  insert into journal_leaf (xid, at, actor, operation, table_name, row_key, image, hash)
  values (x, stamp, doer, operation, table_name, row_key, image,
          journal_leaf_hash(x, stamp, doer, operation, table_name, row_key, image));
end $$;
revoke execute on function staff_leaf(text, text, text, text) from public;

create function staff_write_leaf() returns trigger
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  image text := (to_jsonb(new) - 'password' - 'last_login')::text;
begin
  if tg_op = 'UPDATE' and image = (to_jsonb(old) - 'password' - 'last_login')::text then
    return null;  -- a sign-in is not a change of who someone is
  end if;
  perform staff_leaf(lower(tg_op), tg_table_name, new.id::text, image);
  return null;
end $$;
create trigger z_leaf after insert or update on staff_user
  for each row execute function staff_write_leaf();
alter table staff_user enable always trigger z_leaf;
create trigger a_no_delete before delete on staff_user
  for each row execute function record_is_final();
alter table staff_user enable always trigger a_no_delete;
create trigger a_no_truncate before truncate on staff_user
  for each statement execute function record_is_final();
alter table staff_user enable always trigger a_no_truncate;
grant select, insert, update on staff_user to vangnet_app;

-- A PIN stands for a person: that it was set or replaced is on record, by a digest of its hash. Wrong
-- tries are not.
create function staff_pin_image(pin jsonb) returns text language sql immutable as $$
  select (pin - 'pin_hash' - 'wrong_in_a_row' - 'locked_until' || jsonb_build_object(
    'pin', encode(sha256(convert_to(pin ->> 'pin_hash', 'UTF8')), 'hex')))::text
$$;
create function staff_write_pin_leaf() returns trigger
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  image text := staff_pin_image(to_jsonb(new));
begin
  if tg_op = 'UPDATE' and image = staff_pin_image(to_jsonb(old)) then
    return null;
  end if;
  perform staff_leaf(lower(tg_op), tg_table_name, new.id::text, image);
  return null;
end $$;
create trigger z_leaf after insert or update on staff_pin
  for each row execute function staff_write_pin_leaf();
alter table staff_pin enable always trigger z_leaf;
create trigger a_no_delete before delete on staff_pin
  for each row execute function record_is_final();
alter table staff_pin enable always trigger a_no_delete;
create trigger a_no_truncate before truncate on staff_pin
  for each statement execute function record_is_final();
alter table staff_pin enable always trigger a_no_truncate;
grant select, insert, update on staff_pin to vangnet_app;
-- Whoever may run these could hang them on a table of their own and write leaves about nothing.
revoke execute on function journal_write_leaf(), staff_write_leaf(), staff_write_pin_leaf() from public;
grant select, insert, update, delete on staff_user_groups, staff_user_user_permissions to vangnet_app;
