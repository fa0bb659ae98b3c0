-- Nobody is released before the clock of every dose of the visit, and a check after the last of them.
create or replace function recovery_guard_departure() returns trigger language plpgsql as $$
declare
  ended timestamptz;
  used record;
  l protocols_protocollimit;
  o recovery_observation;
begin
  perform must_hold(
    (select count(*) > 0 and bool_and(u.ended_at is not null and u.patient_id = new.patient_id)
       from dispensary_use u where u.visit_id = new.visit_id),
    'departure_follows_the_end_of_use', 'The dose of this visit has not ended.');
  select max(u.ended_at) into ended from dispensary_use u where u.visit_id = new.visit_id;
  if new.kind = 'released' then
    select * into o from recovery_observation where id = new.exit_check_id;
    for used in select u.ended_at, h.* from dispensary_use u
                  join dispensary_handover h on h.id = u.hand_over_id where u.visit_id = new.visit_id
    loop
      select * into l from protocols_protocollimit
       where version_id = used.protocol_id and drug = used.drug
         and salt_form = used.salt_form and route = used.route;
      perform must_hold(used.ended_at + l.observation_shortest <= new.at,
                        'release_waits_for_the_clock', 'The time of observation is not over.');
      perform must_hold(
        o.visit_id = new.visit_id and o.is_exit_check and o.at >= ended and o.at <= new.at
        and o.at + l.exit_check_valid >= new.at and o.sedation_score <= l.exit_sedation_score_max
        and not o.asleep and o.signs = '{}'
        and (l.exit_oxygen_percent_lowest is null or o.spo2_percent >= l.exit_oxygen_percent_lowest)
        and not exists (select from recovery_observation n where n.corrects_id = o.id),
        'release_needs_the_exit_check', 'The exit check is missing, too old, or did not pass.');
      perform must_hold(not exists (
        select from recovery_observation n
         where n.visit_id = new.visit_id and n.id <> o.id and n.at >= o.at
           and (n.sedation_score > l.exit_sedation_score_max or n.asleep or n.signs <> '{}'
                or n.spo2_percent < l.exit_oxygen_percent_lowest)
           and not exists (select from recovery_observation c where c.corrects_id = n.id)),
        'release_weighs_what_came_after_the_check', 'Signs noted after the exit check speak against it.');
    end loop;
  else
    perform must_hold(exists (
      select from consulting_hold h where h.patient_id = new.patient_id
         and h.kind = 'hard' and h.lifted_at is null),
      'leaving_against_advice_holds_the_next_dose', 'Leaving against advice puts the next dose on hold.');
  end if;
  return new;
end $$;
