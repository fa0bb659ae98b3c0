-- Steps are written with their order, by the same signature; episodes follow from the papers.
create function consulting_guard_step() returns trigger language plpgsql as $$
declare
  o consulting_order;
begin
  select * into o from consulting_order where id = new.order_id;
  perform must_hold(
    (select count(*) from consulting_orderstep t where t.order_id = o.id) < o.steps_count,
    'order_step_is_signed_with_its_order',
    'Steps are signed together with their order. Write a new order.');
  perform must_hold(
    new.from_on >= o.valid_from and (o.valid_until is null or new.from_on <= o.valid_until),
    'order_step_lies_within_its_order', 'A step lies outside the days of its order.');
  return new;
end $$;
create trigger c_guard before insert on consulting_orderstep
  for each row execute function consulting_guard_step();
alter table consulting_orderstep enable always trigger c_guard;

-- At commit an order has all its steps, so that none can be added to it later.
create function consulting_check_steps() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select count(*) from consulting_orderstep t where t.order_id = new.id) = new.steps_count
    and (new.steps_count = 0 or exists (
      select from consulting_orderstep t where t.order_id = new.id and t.from_on = new.valid_from)),
    'order_has_all_its_steps', 'An order is signed with all its steps, the first on its first day.');
  return null;
end $$;
create constraint trigger y_steps after insert on consulting_order
  deferrable initially deferred for each row execute function consulting_check_steps();
alter table consulting_order enable always trigger y_steps;

-- What an order says on one day: its step in force, else its own amounts.
create function consulting_order_on(wanted uuid, day date)
returns table (dose_mg numeric, doses_per_day int, day_mg numeric) language sql stable as $$
  select coalesce(s.dose_mg, o.dose_mg), coalesce(s.doses_per_day, o.doses_per_day)::int,
         coalesce(s.day_mg, o.day_mg)
    from consulting_order o
    left join lateral (select * from consulting_orderstep t
                        where t.order_id = o.id and t.from_on <= day
                        order by t.from_on desc limit 1) s on true
   where o.id = wanted
$$;

create function consulting_guard_episode_part() returns trigger language plpgsql as $$
declare
  began date;
  part date := coalesce((to_jsonb(new) ->> 'from_on')::date, (to_jsonb(new) ->> 'ended_on')::date);
begin
  select started_on into began from consulting_episode where id = new.episode_id;
  perform must_hold(part >= began, 'episode_part_lies_within_it', 'This lies before the episode began.');
  return new;
end $$;
create trigger c_guard before insert on consulting_episodedose
  for each row execute function consulting_guard_episode_part();
alter table consulting_episodedose enable always trigger c_guard;
create trigger c_guard before insert on consulting_episodeend
  for each row execute function consulting_guard_episode_part();
alter table consulting_episodeend enable always trigger c_guard;

call keep_record('consulting_orderstep');
call keep_record('consulting_episode');
call keep_record('consulting_episodedose');
call keep_record('consulting_episodeend');
call keep_record('consulting_contact');
call keep_clock('consulting_episode', 'recorded_at');
call keep_clock('consulting_contact', 'recorded_at');
