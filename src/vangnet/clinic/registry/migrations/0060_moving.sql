-- What other units call, and one national number for one person however it is written.
drop trigger a_forward on registry_unit;
create trigger a_forward before update on registry_unit
  for each row execute function record_moves_forward('free:name', 'free:clock_skew_max', 'free:phone');
alter table registry_unit enable always trigger a_forward;

-- The letters and figures of a number: "123 456 782" and "123456782" are one.
create function registry_plain_number(written text) returns text language sql immutable as $$
  select upper(regexp_replace(written, '[^0-9A-Za-z]', '', 'g'))
$$;

-- The same systems as registry/person.py names. Other authorities may mean two people by "A-1" and "A1".
create unique index identifier_is_one_person_however_written
  on registry_patientidentifier (system, registry_plain_number(value))
  where system in ('http://fhir.nl/fhir/NamingSystem/bsn', 'urn:oid:2.16.756.5.32',
                   'https://fhir.nhs.uk/Id/nhs-number', 'urn:oid:1.2.208.176.1.2');
