-- A visit moves by the table of rules/visit.py: from recovery back to the hatch, for another drug.
create or replace function reception_may_move(a text, b text) returns boolean language sql immutable as $$
  select a = b or a || '>' || b in (
    'waiting>tested', 'tested>waiting', 'tested>checked', 'checked>tested', 'checked>waiting',
    'checked>dosed', 'dosed>using', 'dosed>recovering', 'using>recovering', 'recovering>checked',
    'checked>recovering', 'recovering>left', 'waiting>turned_away', 'tested>turned_away',
    'checked>turned_away')
$$;
