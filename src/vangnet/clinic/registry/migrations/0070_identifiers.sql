-- The same systems as NATIONAL_SYSTEMS of registry/person.py: the numbers a country, or a province of
-- Canada, gives to one person each. Two records that share one stop this step: they are one person,
-- and somebody has to say which record goes on.
drop index identifier_is_one_person_however_written;
create unique index identifier_is_one_person_however_written
  on registry_patientidentifier (system, registry_plain_number(value))
  where system in (
    'http://fhir.nl/fhir/NamingSystem/bsn', 'urn:oid:2.16.756.5.32', 'http://fhir.de/sid/gkv/kvid-10',
    'https://fhir.nhs.uk/Id/nhs-number', 'urn:oid:1.2.208.176.1.2',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-ab-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-bc-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-mb-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-nb-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-nl-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-ns-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-nt-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-nu-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-pe-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-qc-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-sk-patient-healthcare-id',
    'https://fhir.infoway-inforoute.ca/NamingSystem/ca-yt-patient-healthcare-id');

-- A name as it is compared: without capitals, accents, spaces and the signs between its parts. Whoever
-- is one here is one in matching.py, which looks wider; a property test ties the two.
create function registry_name_plain(name text) returns text language sql immutable as $$
  select regexp_replace(lower(regexp_replace(normalize(name, nfkd), '[\u0300-\u036f]', '', 'g')),
                        '[ .''\u2019-]+', '', 'g')
$$;
