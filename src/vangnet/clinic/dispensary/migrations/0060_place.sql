-- No clinic day has doses of two units. The gate's truth about the place once more, for whoever
-- reaches the table without the gate: rules/gate/place.py.
create function dispensary_guard_place() returns trigger language plpgsql as $$
declare
  place jsonb;
  ordered jsonb;
  l protocols_protocollimit;
begin
  -- One hand-over at a time a person: what is read below is what was committed before.
  perform 1 from registry_patient where id = new.patient_id for no key update;
  place := consulting_place(new.patient_id, new.unit_id, new.clinic_day);
  perform must_hold(place ->> 'dosed_at' is null, 'no_day_with_doses_of_two_units',
                    'Another unit gave a dose today.');
  perform must_hold(place ->> 'moved_to' is null, 'dose_is_not_of_the_unit_left',
                    'This person has moved to another unit.');
  perform must_hold(place ->> 'guest_at' is null, 'dose_is_at_the_guest_unit',
                    'Another unit gives the doses today.');
  perform must_hold((place ->> 'is_home')::boolean or (place ->> 'is_guest_here')::boolean,
                    'dose_is_at_home_or_as_a_guest', 'This person is neither of this unit nor its guest.');
  if not (place ->> 'is_guest_here')::boolean then
    return new;
  end if;
  ordered := place -> 'orders' -> new.drug;
  perform must_hold(ordered ->> 0 = new.salt_form and ordered ->> 1 = new.route,
                    'dose_needs_a_guest_order', 'No guest order for this is signed here.');
  select * into l from protocols_protocollimit
   where version_id = new.protocol_id and drug = new.drug
     and salt_form = new.salt_form and route = new.route;
  perform must_hold(
    new.dose_mg <= (ordered ->> 2)::numeric
    and new.dose_mg + dispensary_day_mg(new, l) <= (ordered ->> 4)::numeric,
    'dose_is_at_most_the_guest_order', 'More than the guest order says.');
  perform must_hold(
    (select count(*) from dispensary_handover h join dispensary_use u on u.hand_over_id = h.id
      where h.patient_id = new.patient_id and h.clinic_day = new.clinic_day and h.allowed
        and h.drug = new.drug and coalesce(u.given_mg, u.dose_mg) > 0) < (ordered ->> 3)::int,
    'doses_are_at_most_the_guest_order', 'More doses than the guest order says.');
  return new;
end $$;
create trigger d_place before insert on dispensary_handover
  for each row when (new.allowed) execute function dispensary_guard_place();
alter table dispensary_handover enable always trigger d_place;

-- A bottle is a dose of its day: only of the home, and of no day on which another unit gives.
create function dispensary_guard_bottle_place() returns trigger language plpgsql as $$
declare
  here uuid := (select p.unit_id from dispensary_supply p where p.id = new.supply_id);
  place jsonb;
begin
  perform 1 from registry_patient where id = new.patient_id for no key update;
  place := consulting_place(new.patient_id, here, new.for_on);
  perform must_hold(place ->> 'dosed_at' is null, 'no_day_with_doses_of_two_units',
                    'Another unit gave a dose for that day.');
  perform must_hold((place ->> 'is_home')::boolean and place ->> 'guest_at' is null
                    and place ->> 'moved_to' is null, 'bottle_is_for_a_day_at_home',
                    'Another unit gives the doses on that day.');
  return new;
end $$;
create trigger d_place before insert on dispensary_bottle
  for each row execute function dispensary_guard_bottle_place();
alter table dispensary_bottle enable always trigger d_place;
