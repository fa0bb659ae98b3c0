-- The record nobody can change, and the guards that every room's tables use.
-- Written for the owner; the application's role gets no more than it needs.

do $$
begin
  if not exists (select from pg_roles where rolname = 'vangnet_app') then
    begin
      create role vangnet_app nologin;
    exception when duplicate_object or unique_violation then null;  -- made at the same moment
    end;
  end if;
end $$;

create table journal_leaf (
  id bigint generated always as identity primary key,
  xid xid8 not null,
  at timestamptz not null,
  actor text not null check (actor <> ''),
  operation text not null check (operation in ('insert', 'update', 'forget')),
  table_name text not null,
  row_key text not null,
  image text not null,
  hash bytea not null check (octet_length(hash) = 32)
);
create index journal_leaf_row on journal_leaf (table_name, row_key);

-- The canonical bytes of a leaf: its fields a line each, times as epoch microseconds.
-- The image is hashed as the text that is stored, so no second program needs to print JSON alike.
create function journal_leaf_hash(
  xid xid8, at timestamptz, actor text, operation text, table_name text, row_key text, image text
) returns bytea language sql immutable parallel safe as $$
  select sha256('\x00'::bytea || convert_to(concat_ws(E'\n',
    xid::text, (extract(epoch from at) * 1000000)::bigint::text,
    actor, operation, table_name, row_key, image), 'UTF8'))
$$;

-- Each journaled row writes its own leaf. Argument 'identity': only a salted hash of the row is
-- kept, so that a person can be forgotten without breaking the record.
create function journal_write_leaf() returns trigger
language plpgsql security definer set search_path = public, pg_temp
-- The image must not depend on how the writer's session prints times, durations and bytes.
set timezone = 'UTC' set intervalstyle = 'postgres' set bytea_output = 'hex' as $$
declare
  leaf journal_leaf;
  row_now jsonb;
begin
  leaf.actor := current_setting('vangnet.actor', true);
  if coalesce(leaf.actor, '') = '' then
    raise exception 'Nobody is named as the actor of this change to %.', tg_table_name
      using errcode = 'check_violation', constraint = 'journal_names_an_actor';
  end if;
  row_now := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  leaf.xid := pg_current_xact_id();
  leaf.at := clock_timestamp();
  leaf.operation := case tg_op when 'DELETE' then 'forget' else lower(tg_op) end;
  leaf.table_name := tg_table_name;
  leaf.row_key := row_now ->> 'id';
  leaf.image := case
    when tg_op = 'DELETE' then ''
    when tg_argv[0] = 'identity' then
      encode(sha256(convert_to((row_now ->> 'salt') || row_now::text, 'UTF8')), 'hex')
    else row_now::text
  end;
  leaf.hash := journal_leaf_hash(leaf.xid, leaf.at, leaf.actor, leaf.operation,
                                 leaf.table_name, leaf.row_key, leaf.image);
  insert into journal_leaf (xid, at, actor, operation, table_name, row_key, image, hash)
  values (leaf.xid, leaf.at, leaf.actor, leaf.operation, leaf.table_name, leaf.row_key,
          leaf.image, leaf.hash);
  return null;
end $$;

create function must_hold(truth boolean, rule_name text, sentence text) returns void
language plpgsql immutable as $$
begin
  if truth is not true then  -- not known is not held
    raise exception '%', sentence using errcode = 'check_violation', constraint = rule_name;
  end if;
end $$;

create function record_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % are never changed or removed; write a correction.', tg_table_name
    using errcode = 'check_violation', constraint = 'record_is_final';
end $$;

-- Arguments: the columns that may still change. 'once:x' from null to a value, once; 'free:x' freely.
create function record_moves_forward() returns trigger language plpgsql as $$
declare
  was jsonb := to_jsonb(old);
  becomes jsonb := to_jsonb(new);
  argument text;
  column_name text;
begin
  foreach argument in array tg_argv loop
    column_name := split_part(argument, ':', 2);
    if split_part(argument, ':', 1) = 'once' and was -> column_name <> 'null'::jsonb
       and was -> column_name is distinct from becomes -> column_name then
      raise exception '% of % is set once.', column_name, tg_table_name
        using errcode = 'check_violation', constraint = 'record_moves_forward';
    end if;
    was := was - column_name;
    becomes := becomes - column_name;
  end loop;
  if was is distinct from becomes then
    raise exception 'This part of % is never changed; write a correction.', tg_table_name
      using errcode = 'check_violation', constraint = 'record_moves_forward';
  end if;
  return new;
end $$;

-- One call makes a table a record. Kind 'final': insert only. Otherwise a list for
-- record_moves_forward. Triggers fire ALWAYS, so a replication role does not slip past them.
create procedure keep_record(name regclass, changes text[] default null, leaf_kind text default 'plain')
language plpgsql as $$
declare
  quoted text;
begin
  execute format('create trigger a_no_truncate before truncate on %s
                  for each statement execute function record_is_final()', name);
  execute format('alter table %s enable always trigger a_no_truncate', name);
  if changes is null then
    execute format('create trigger a_final before update or delete on %s
                    for each row execute function record_is_final()', name);
    execute format('alter table %s enable always trigger a_final', name);
    execute format('grant select, insert on %s to vangnet_app', name);
  else
    select string_agg(quote_literal(c), ', ') into quoted from unnest(changes) c;
    execute format('create trigger a_forward before update on %s
                    for each row execute function record_moves_forward(%s)', name, quoted);
    execute format('create trigger a_no_delete before delete on %s
                    for each row execute function record_is_final()', name);
    execute format('alter table %s enable always trigger a_forward', name);
    execute format('alter table %s enable always trigger a_no_delete', name);
    execute format('grant select, insert, update on %s to vangnet_app', name);
  end if;
  execute format('create trigger z_leaf after insert or update on %s
                  for each row execute function journal_write_leaf(%L)', name, leaf_kind);
  execute format('alter table %s enable always trigger z_leaf', name);
end $$;

create trigger a_no_truncate before truncate on journal_leaf
  for each statement execute function record_is_final();
create trigger a_final before update or delete on journal_leaf
  for each row execute function record_is_final();
alter table journal_leaf enable always trigger a_no_truncate;
alter table journal_leaf enable always trigger a_final;
grant select on journal_leaf to vangnet_app;
revoke all on procedure keep_record(regclass, text[], text) from public;
