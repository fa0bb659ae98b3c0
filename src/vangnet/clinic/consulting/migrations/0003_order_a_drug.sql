-- Orders follow each other drug by drug: methadone beside diamorphine is another chain.
create or replace function consulting_guard_order() returns trigger language plpgsql as $$
begin
  perform must_hold(is_prescriber(new.prescriber_id), 'order_is_signed_by_a_prescriber',
                    'Only a prescriber signs an order.');
  if new.supersedes_id is not null then
    perform must_hold(
      (select o.patient_id = new.patient_id and o.drug = new.drug and o.number < new.number
         from consulting_order o where o.id = new.supersedes_id),
      'order_supersedes_one_of_the_same_patient',
      'An order replaces an earlier one of the same patient and drug.');
  end if;
  return new;
end $$;
