-- The questions of report/facts.py. Each is asked once a report and answers with sums, a row a person
-- or a row a day; never a row a visit. %(unit)s, %(first_on)s and %(last_on)s are of the report.

-- name: days_come
-- Days with a visit, wherever, among the days in HAT here that are handed over.
select s.person, count(distinct v.clinic_day)
  from unnest(%(persons)s::uuid[], %(firsts)s::date[], %(lasts)s::date[]) s(person, first_on, last_on)
  join reception_visit v on v.patient_id = s.person
   and v.clinic_day between s.first_on and s.last_on
   and v.clinic_day between %(first_on)s and %(last_on)s
 group by s.person

-- name: doses
-- Doses handed over here of which anything was used, as the register of incidents counts them.
select h.patient_id, h.drug, h.route, count(*), coalesce(sum(u.given_mg), 0),
       percentile_cont(0.5) within group (order by u.given_mg::float8)
  from dispensary_handover h left join dispensary_use u on u.hand_over_id = h.id
 where h.unit_id = %(unit)s and h.allowed
   and h.clinic_day between %(first_on)s and %(last_on)s
   and u.given_mg is distinct from 0
 group by h.patient_id, h.drug, h.route

-- name: breath
-- Of each person: visits with a breath test, with one over the limit, and those left without a dose.
with blown as (
  select v.patient_id, v.id, bool_or(t.alcohol_ug_per_l > t.limit_ug_per_l) as over
    from reception_visit v join dispensary_breathtest t on t.visit_id = v.id
   where v.unit_id = %(unit)s and v.clinic_day between %(first_on)s and %(last_on)s
     and not exists (select from dispensary_breathtest c where c.corrects_id = t.id)
   group by v.patient_id, v.id)
select b.patient_id, count(*), count(*) filter (where b.over),
       count(*) filter (where b.over and not exists (
         select from dispensary_handover h where h.visit_id = b.id and h.allowed))
  from blown b group by b.patient_id

-- name: waiting
-- Minutes of each step by the moves of a visit with a dose; a row a clinic day and step. A visit with
-- two doses counts to the first and from the last.
with v as (
  select id, clinic_day, opened_at, closed_at from reception_visit
   where unit_id = %(unit)s and clinic_day between %(first_on)s and %(last_on)s
), blown as (
  select t.visit_id, min(t.taken_at) as first_at
    from dispensary_breathtest t join v on v.id = t.visit_id group by t.visit_id
), dosed as (
  select h.visit_id, min(h.at) as at, min(u.started_at) as started_at, max(u.ended_at) as ended_at
    from dispensary_handover h join v on v.id = h.visit_id
    left join dispensary_use u on u.hand_over_id = h.id
   where h.allowed group by h.visit_id
), steps as (
  select v.clinic_day, s.step, extract(epoch from s.until_at - s.from_at) / 60.0 as minutes
    from v join dosed d on d.visit_id = v.id left join blown b on b.visit_id = v.id
    cross join lateral (values
      ('desk_to_breath', v.opened_at, b.first_at), ('breath_to_hatch', b.first_at, d.at),
      ('hatch_to_room', d.at, d.started_at), ('in_the_room', d.started_at, d.ended_at),
      ('room_to_door', d.ended_at, v.closed_at), ('door_to_dose', v.opened_at, d.at)
    ) s(step, from_at, until_at))
select step, count(*), percentile_cont(0.5) within group (order by minutes::float8),
       percentile_cont(0.9) within group (order by minutes::float8)
  from steps where minutes is not null group by step, clinic_day order by step, clinic_day
