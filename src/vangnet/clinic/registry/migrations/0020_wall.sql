-- What the wall shows may change; who changed it and when stands in the journal.
drop trigger a_forward on registry_unit;
create trigger a_forward before update on registry_unit
  for each row execute function record_moves_forward(
    'free:name', 'free:clock_skew_max', 'free:phone', 'free:wall_shows');
alter table registry_unit enable always trigger a_forward;
