-- Nobody is released before the clock and the exit check. Leaving against advice is recorded as what
-- it is, and holds the next dose until someone has looked.
create function recovery_guard_departure() returns trigger language plpgsql as $$
declare
  used dispensary_use;
  dose dispensary_handover;
begin
  select * into used from dispensary_use u where u.visit_id = new.visit_id
   order by u.opened_at desc, u.id desc limit 1;
  perform must_hold(used.ended_at is not null and used.patient_id = new.patient_id,
                    'departure_follows_the_end_of_use', 'The dose of this visit has not ended.');
  if new.kind = 'released' then
    select * into dose from dispensary_handover where id = used.hand_over_id;
    perform must_hold(
      (select used.ended_at + l.observation_shortest <= new.at
         from protocols_protocollimit l
        where l.version_id = dose.protocol_id and l.drug = dose.drug
          and l.salt_form = dose.salt_form and l.route = dose.route),
      'release_waits_for_the_clock', 'The time of observation is not over.');
    perform must_hold(
      (select new.checks @> v.exit_checks from protocols_protocolversion v where v.id = dose.protocol_id),
      'release_needs_every_exit_check', 'An exit check is still open.');
    perform must_hold(exists (
      select from recovery_observation o where o.visit_id = new.visit_id and o.at >= used.ended_at),
      'release_needs_signs_after_the_dose', 'No signs were recorded since the dose ended.');
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
