-- What every board asks every two seconds: what was written after leaf `low`, and who asks.
-- One snapshot for all of it: the function is stable. board/changes.py reads the answer.
--
-- The number of a leaf is no order of commits: a slow writer's leaf appears below newer ones. So
-- leaves are counted from a `low` under which nothing can appear any more: the newest one while
-- nobody is writing, else one that is `margin` leaves older. `others` is the sum of the numbers of
-- all leaves but those of readings: one more makes it another.
create function board_question(
  unit uuid, low bigint, margin bigint, session text, reader uuid,
  out from_leaf bigint, out last bigint, out others bigint,
  out is_quiet boolean, out readings jsonb, out who text
) language plpgsql stable as $$
begin
  is_quiet := pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot());
  select coalesce(max(l.id), 0) into last from journal_leaf l;
  from_leaf := coalesce(low, case when is_quiet then last else greatest(last - margin, 0) end);
  if from_leaf < last then
    select coalesce(sum(l.id) filter (where l.table_name <> 'devices_reading'), 0),
           jsonb_agg(jsonb_build_array(r.id, r.visit_id, r.name, r.kind, r.value, r.flags, r.at)
                     order by r.at, r.received_at, r.id)
             filter (where r.unit_id = unit and r.visit_id is not null)
      into others, readings
      from journal_leaf l
      left join lateral (
        select d.id, d.unit_id, d.visit_id, d.kind, d.value, d.flags, d.received_at, v.name,
               case when d.measured_at is null or 'clock_ignored' = any (d.flags) then d.received_at
                    else least(d.measured_at, d.received_at) end as at
          from devices_reading d join devices_device v on v.id = d.device_id
         where d.id = case when l.table_name = 'devices_reading' then l.row_key::uuid end) r on true
     where l.id > from_leaf;
  else
    others := 0;
  end if;
  -- As a hash: whether it is still the same is all that is asked.
  if session is not null then
    select encode(sha256(convert_to(concat_ws(E'\n', s.session_data, u::text, w.unit_id), 'UTF8')), 'hex')
      into who
      from django_session s, staff_user u
      join registry_workplace w on w.user_id = u.id
     where s.session_key = session and s.expire_date > clock_timestamp() and u.id = reader and u.is_active;
  end if;
end $$;
revoke all on function board_question(uuid, bigint, bigint, text, uuid) from public;
grant execute on function board_question(uuid, bigint, bigint, text, uuid) to vangnet_app;
