-- Nobody is released before the clock and the exit check. Leaving against advice is recorded as what
-- it is, and holds the next dose until someone has looked.
create function recovery_guard_departure() returns trigger language plpgsql as $$
declare
  used dispensary_use;
  dose dispensary_handover;
  l protocols_protocollimit;
  o recovery_observation;
begin
  select * into used from dispensary_use u where u.visit_id = new.visit_id
   order by u.opened_at desc, u.id desc limit 1;
  perform must_hold(used.ended_at is not null and used.patient_id = new.patient_id,
                    'departure_follows_the_end_of_use', 'The dose of this visit has not ended.');
  if new.kind = 'released' then
    select * into dose from dispensary_handover where id = used.hand_over_id;
    select * into l from protocols_protocollimit
     where version_id = dose.protocol_id and drug = dose.drug
       and salt_form = dose.salt_form and route = dose.route;
    perform must_hold(used.ended_at + l.observation_shortest <= new.at,
                      'release_waits_for_the_clock', 'The time of observation is not over.');
    select * into o from recovery_observation where id = new.exit_check_id;
    perform must_hold(
      o.visit_id = new.visit_id and o.is_exit_check and o.at >= used.ended_at and o.at <= new.at
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
  else
    perform must_hold(exists (
      select from consulting_hold h where h.patient_id = new.patient_id
         and h.kind = 'hard' and h.lifted_at is null),
      'leaving_against_advice_holds_the_next_dose', 'Leaving against advice puts the next dose on hold.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on recovery_departure
  for each row execute function recovery_guard_departure();
alter table recovery_departure enable always trigger c_guard;

create trigger c_guard before insert on recovery_observation
  for each row execute function dispensary_guard_test();
alter table recovery_observation enable always trigger c_guard;

create function recovery_guard_leaving() returns trigger language plpgsql as $$
begin
  if new.stage = 'left' and old.stage <> 'left' then
    perform must_hold(exists (select from recovery_departure d where d.visit_id = new.id),
                      'visit_ends_with_a_departure', 'The exit of this visit was not recorded.');
  end if;
  return new;
end $$;
create trigger e_guard_leaving before update on reception_visit
  for each row execute function recovery_guard_leaving();
alter table reception_visit enable always trigger e_guard_leaving;

call keep_record('recovery_observation');
call keep_record('recovery_departure');
call keep_clock('recovery_observation', 'at');
call keep_clock('recovery_departure', 'at');
