-- Units, rooms and patients are records; who a patient is may be forgotten.
-- A start the clock repeats counts the first time, as in rules/clinic_day.py; one it skips falls
-- right after the skip, which is how PostgreSQL reads it too.
create function clinic_day_start(day date, starts_at time, zone text) returns timestamptz
language sql stable as $$
  select case when (s - interval '1 hour') at time zone zone = day + starts_at
              then s - interval '1 hour' else s end
    from (select (day + starts_at) at time zone zone as s) as read
$$;

create function clinic_day_of(unit uuid, moment timestamptz) returns date
language sql stable as $$
  select local.day - (moment < clinic_day_start(local.day, u.day_starts_at, u.time_zone))::int
    from registry_unit u, lateral (select (moment at time zone u.time_zone)::date as day) as local
   where u.id = unit
$$;

create function must_be_about_now(unit uuid, moment timestamptz) returns void
language plpgsql stable as $$
declare
  u registry_unit;
begin
  select * into u from registry_unit where id = unit;
  perform must_hold(
    u.is_demonstration or abs(extract(epoch from moment - clock_timestamp()))
                          <= extract(epoch from u.clock_skew_max),
    'time_is_about_now',
    'The time of this entry is too far from the database''s clock. Check the clock of this machine.');
end $$;

-- Argument: the column that holds the time of the row. Updates look at it only when it changes.
create function row_is_about_now() returns trigger language plpgsql as $$
declare
  moment timestamptz := (to_jsonb(new) ->> tg_argv[0])::timestamptz;
begin
  if moment is not null
     and (tg_op = 'INSERT' or moment is distinct from (to_jsonb(old) ->> tg_argv[0])::timestamptz) then
    perform must_be_about_now(new.unit_id, moment);
  end if;
  return new;
end $$;

create procedure keep_clock(name regclass, column_name text) language plpgsql as $$
begin
  execute format('create trigger b_clock_%s before insert or update on %s
                  for each row execute function row_is_about_now(%L)', column_name, name, column_name);
  execute format('alter table %s enable always trigger b_clock_%s', name, column_name);
end $$;

call keep_record('registry_unit', array['free:name', 'free:clock_skew_max']);
call keep_record('registry_workplace', array['free:unit_id']);
call keep_record('registry_room', array['free:state', 'free:state_since']);
call keep_record('registry_patient', array['free:unit_id', 'free:number']);
call keep_record('registry_alert', array['once:ended_at']);

do $$
declare
  name text;
begin
  foreach name in array array['registry_patientidentity', 'registry_patientidentifier',
                              'registry_patientphoto'] loop
    execute format('create trigger z_leaf after insert or update or delete on %s
                    for each row execute function journal_write_leaf(''identity'')', name);
    execute format('alter table %s enable always trigger z_leaf', name);
    execute format('create trigger a_no_truncate before truncate on %s
                    for each statement execute function record_is_final()', name);
    execute format('alter table %s enable always trigger a_no_truncate', name);
    execute format('grant select, insert, update, delete on %s to vangnet_app', name);
  end loop;
end $$;
