-- A physician from outside is not one of the staff under another spelling: names are compared without
-- titles, case, accents, initials and order. The same as rules/names.py.

create function name_key(name text) returns text language sql stable as $$
  select coalesce(string_agg(word, ' ' order by word collate "C"), '')
    from (select distinct word
            from regexp_split_to_table(
              lower(regexp_replace(normalize(name, nfkd), '[\u0300-\u036f]', '', 'g')),
              '[\s.,;:()''"/_-]+') as word
           where length(word) > 1
             and word <> all (array['dr', 'drs', 'med', 'prof', 'mr', 'mrs', 'ms', 'mevr', 'dhr',
                                    'herr', 'frau', 'md', 'phd', 'msc', 'ing', 'ir'])) words
$$;

create function consulting_guard_outside_review() returns trigger language plpgsql as $$
declare
  unit uuid := (select unit_id from consulting_approval where id = new.approval_id);
begin
  perform must_hold(
    not new.is_outside or not exists (
      select from staff_user u join registry_workplace w on w.user_id = u.id
       where w.unit_id = unit and name_key(u.display_name) = name_key(new.physician)),
    'review_from_outside_is_not_of_the_staff', 'This person works here.');
  return new;
end $$;
create trigger d_outside before insert on consulting_review
  for each row execute function consulting_guard_outside_review();
alter table consulting_review enable always trigger d_outside;
