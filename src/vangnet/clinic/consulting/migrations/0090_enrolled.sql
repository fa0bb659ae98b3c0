-- Who is in treatment keeps the numbers by which nobody is enrolled twice, and whoever could be
-- somebody in treatment at another unit is not enrolled before a prescriber found out.

-- A number that could be changed or taken away would leave the place for a second enrolment.
create function consulting_guard_numbers() returns trigger language plpgsql as $$
begin
  perform 1 from registry_patient where id = old.patient_id for no key update;
  perform must_hold(
    not exists (select from consulting_enrolment e
                 where e.patient_id = old.patient_id and e.ended_at is null),
    'who_is_enrolled_keeps_their_numbers',
    'This person is in treatment: their numbers stand, and who they are is not forgotten.');
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger c_enrolled before update or delete on registry_patientidentifier
  for each row execute function consulting_guard_numbers();
alter table registry_patientidentifier enable always trigger c_enrolled;
create trigger c_enrolled before delete on registry_patientidentity
  for each row execute function consulting_guard_numbers();
alter table registry_patientidentity enable always trigger c_enrolled;
create trigger c_enrolled_of before update on registry_patientidentity
  for each row when (old.patient_id is distinct from new.patient_id)
  execute function consulting_guard_numbers();
alter table registry_patientidentity enable always trigger c_enrolled_of;

-- In treatment at another unit, born on the same day and with the same family name, and nobody said
-- that they are two people. The rule (moving/likeness.py) asks of more: of every possible match.
create function consulting_alike_elsewhere(person uuid) returns setof uuid language sql stable as $$
  select o.patient_id
    from registry_patientidentity i
    join registry_patient p on p.id = i.patient_id
    join registry_patientidentity o
      on o.birth_date = i.birth_date and o.patient_id <> i.patient_id
     and registry_name_plain(o.family_name) = registry_name_plain(i.family_name)
     and registry_name_plain(i.family_name) <> ''
    join consulting_enrolment e
      on e.patient_id = o.patient_id and e.ended_at is null and e.unit_id <> p.unit_id
   where i.patient_id = person
     and not exists (select from consulting_notthesame n
                      where (n.patient_id, n.other_id) in ((person, o.patient_id), (o.patient_id, person)))
$$;

create or replace function consulting_guard_enrolment() returns trigger language plpgsql as $$
declare
  born date := (select birth_date from registry_patientidentity where patient_id = new.patient_id);
begin
  perform must_hold((select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id),
                    'enrolment_is_at_the_home', 'Somebody is enrolled where they belong.');
  -- A transfer goes on with what runs: nobody new is enrolled.
  if exists (select from consulting_enrolment e
              where e.patient_id = new.patient_id and e.unit_id <> new.unit_id
                and e.ended_at >= new.began_at) then
    return new;
  end if;
  -- Two units at the same moment: the second one sees the first.
  perform pg_advisory_xact_lock(hashtextextended('enrolment of somebody born on ' || born, 0))
    where born is not null;
  perform must_hold(
    not exists (select from consulting_alike_elsewhere(new.patient_id)),
    'enrolled_is_nobody_enrolled_elsewhere',
    'Somebody in treatment at another unit could be this person. Call that unit, and write down who this is.');
  return new;
end $$;

create function consulting_guard_not_the_same() returns trigger language plpgsql as $$
begin
  perform must_hold(
    (select p.unit_id = new.unit_id from registry_patient p where p.id = new.patient_id)
    and (select o.unit_id <> new.unit_id from registry_patient o where o.id = new.other_id),
    'not_the_same_is_of_two_units', 'This is about a patient here and one of another unit.');
  perform must_hold(
    is_prescriber(new.said_by_id) and consulting_works_here(new.said_by_id, new.unit_id),
    'not_the_same_is_said_by_a_prescriber_here', 'A prescriber of the unit writes who this is not.');
  return new;
end $$;
create trigger c_guard before insert on consulting_notthesame
  for each row execute function consulting_guard_not_the_same();
alter table consulting_notthesame enable always trigger c_guard;
call keep_record('consulting_notthesame');
call keep_clock('consulting_notthesame', 'said_at');
