-- A letter about a patient leaves only with consent in force, or with a written reason; and what is
-- logged is what went out.
create function board_guard_letter() returns trigger language plpgsql as $$
declare
  c consulting_consent;
begin
  perform must_hold(staff_is(new.made_by_id, array['nurse', 'prescriber']), 'letter_is_by_who_may',
                    'A nurse or prescriber makes letters.');
  perform must_hold(
    exists (select from registry_patient p where p.id = new.patient_id and p.unit_id = new.unit_id),
    'letter_is_of_the_patients_unit', 'This patient is of another unit.');
  perform must_hold(btrim(new.recipient) <> '' and btrim(new.phone) <> ''
                    and (new.consent_id is not null or btrim(new.emergency_reason) <> ''),
                    'letter_says_it_in_words', 'Spaces are no words.');
  if new.consent_id is not null then
    select * into c from consulting_consent where id = new.consent_id;
    perform must_hold(
      c.patient_id = new.patient_id and c.scope = 'hospital_letter' and c.is_given
      and c."on" <= clinic_day_of(new.unit_id, new.made_at)
      and not exists (
        select from consulting_consent n
         where n.patient_id = c.patient_id and n.scope = c.scope
           and n."on" <= clinic_day_of(new.unit_id, new.made_at)
           and (n."on", n.recorded_at, n.id) > (c."on", c.recorded_at, c.id)),
      'letter_consent_is_in_force', 'There is no consent of this patient for a letter to a hospital.');
  end if;
  return new;
end $$;
create trigger c_guard before insert on board_letter
  for each row execute function board_guard_letter();
alter table board_letter enable always trigger c_guard;

create function board_guard_letter_paper() returns trigger language plpgsql as $$
begin
  perform must_hold(
    encode(sha256(new.pdf), 'hex') = (select l.sha256 from board_letter l where l.id = new.letter_id),
    'letter_paper_is_what_was_logged', 'This is not the letter that the log names.');
  return new;
end $$;
create trigger c_guard before insert on board_letterpaper
  for each row execute function board_guard_letter_paper();
alter table board_letterpaper enable always trigger c_guard;

-- At commit the log has its paper. It may be forgotten later; the log stays.
create function board_check_paper() returns trigger language plpgsql as $$
begin
  perform must_hold(exists (select from board_letterpaper p where p.letter_id = new.id),
                    'letter_is_written_with_its_paper', 'A letter is logged with its paper.');
  return null;
end $$;
create constraint trigger y_paper after insert on board_letter
  deferrable initially deferred for each row execute function board_check_paper();
alter table board_letter enable always trigger y_paper;

call keep_record('board_letter');
call keep_clock('board_letter', 'made_at');

-- The paper names the patient: the journal keeps its hash, and it may be forgotten, never changed.
create trigger a_final before update on board_letterpaper
  for each row execute function record_is_final();
create trigger a_no_truncate before truncate on board_letterpaper
  for each statement execute function record_is_final();
create trigger z_leaf after insert or delete on board_letterpaper
  for each row execute function journal_write_leaf('identity');
alter table board_letterpaper enable always trigger a_final;
alter table board_letterpaper enable always trigger a_no_truncate;
alter table board_letterpaper enable always trigger z_leaf;
grant select, insert, delete on board_letterpaper to vangnet_app;

-- For the list of tasks, whose room knows no letters: those that went without consent.
create function board_letters_without_consent(unit uuid)
returns table (letter_id uuid, patient_id uuid, made_at timestamptz) language sql stable as $$
  select l.id, l.patient_id, l.made_at from board_letter l
   where l.unit_id = unit and l.consent_id is null
$$;
