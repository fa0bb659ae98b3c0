-- What signs ask for, worked out once more beside rules/watching.py: a property test ties the two.
-- A value as the signed content holds it: the unit's before the country's, a product's before all.
create function recovery_signed(signed uuid, of_drug text, of_form text, of_route text, named text)
returns jsonb language sql stable as $$
  with c as (select content from protocols_protocolversion where id = signed),
  product as (
    select p.key as handle from c, jsonb_each(c.content #> '{country,products}') p
     where p.value ->> 'drug' = of_drug and p.value ->> 'salt_form' = of_form
       and p.value ->> 'route' = of_route),
  held as (
    select 1 as place, v from c, jsonb_array_elements(c.content #> '{site,values}') v
    union all
    select 2, v from c, jsonb_array_elements(c.content #> '{country,values}') v)
  select case when v ->> 'no_limit' = 'true' then '[]'::jsonb else v -> 'value' end
    from held
   where v ->> 'key' = named and (v ? 'value' or v ->> 'no_limit' = 'true')
     and (v ->> 'product' is null or v ->> 'product' in (select handle from product))
   order by place, (v ->> 'product') is null
   limit 1
$$;

-- 0 normal, 1 not signed, 2 watch closer, 3 call, 4 overdose.
create function recovery_line_asks(bands jsonb, falling boolean, value int, minute int)
returns int language sql immutable as $$
  select coalesce(max(n + 1), 0)
    from (select b from jsonb_array_elements(bands) b
           where (b ->> 0)::int <= minute order by (b ->> 0)::int desc limit 1) line,
         generate_series(1, 3) n
   where value is not null
     and case when falling then value < (b ->> n)::int else value >= (b ->> n)::int end
$$;

create function recovery_asks(seen recovery_observation) returns text language plpgsql stable as $$
declare
  ended timestamptz;
  minute int;
  worst int := 0;
  d record;
begin
  if not exists (select from dispensary_use u where u.visit_id = seen.visit_id) then
    return '';
  end if;
  select case when bool_and(u.ended_at is not null) then max(u.ended_at) end into ended
    from dispensary_use u where u.visit_id = seen.visit_id;
  minute := coalesce(greatest(floor(extract(epoch from seen.at - ended) / 60), 0), 0);
  for d in select h.protocol_id as v, h.drug, h.salt_form as f, h.route as r,
                  coalesce((p.content ->> 'format')::int, 1) as format
             from dispensary_use u join dispensary_handover h on h.id = u.hand_over_id
             left join protocols_protocolversion p on p.id = h.protocol_id
            where u.visit_id = seen.visit_id
  loop
    if d.format < 2 then
      worst := greatest(worst, 1);
      continue;
    end if;
    worst := greatest(worst,
      recovery_line_asks(recovery_signed(d.v, d.drug, d.f, d.r, 'watch_oxygen_percent'),
                         true, seen.spo2_percent, minute),
      recovery_line_asks(recovery_signed(d.v, d.drug, d.f, d.r, 'watch_breaths'),
                         true, seen.breaths_per_minute, minute),
      recovery_line_asks(recovery_signed(d.v, d.drug, d.f, d.r, 'watch_pulse_low'),
                         true, seen.pulse_per_minute, minute),
      recovery_line_asks(recovery_signed(d.v, d.drug, d.f, d.r, 'watch_pulse_high'),
                         false, seen.pulse_per_minute, minute),
      recovery_line_asks(recovery_signed(d.v, d.drug, d.f, d.r, 'watch_sedation_score'),
                         false, seen.sedation_score, minute));
  end loop;
  return (array['normal', 'not_signed', 'watch', 'call', 'overdose'])[worst + 1];
end $$;

create function recovery_guard_signs() returns trigger language plpgsql as $$
declare
  d record;
begin
  perform must_hold(new.asks = recovery_asks(new), 'signs_ask_by_the_signed_lines',
                    'These signs ask for something else by the signed protocol.');
  if new.sedation_scale <> 'plain' then
    select h.* into d from dispensary_use u join dispensary_handover h on h.id = u.hand_over_id
     where u.visit_id = new.visit_id order by u.opened_at desc, u.id desc limit 1;
    perform must_hold(exists (
      select from jsonb_array_elements(
               recovery_signed(d.protocol_id, d.drug, d.salt_form, d.route, 'sedation_levels')) l
       where l ->> 0 = new.sedation_level and (l ->> 1)::int = new.sedation_score),
      'score_is_that_of_the_signed_level', 'The signed protocol gives this level another score.');
  end if;
  return new;
end $$;
create trigger d_guard_signs before insert on recovery_observation
  for each row execute function recovery_guard_signs();
alter table recovery_observation enable always trigger d_guard_signs;
