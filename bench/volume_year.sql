-- One school year's records: 8,000 events and 280,000 participations. Parameters: year (2025), starts (its first day), key.

-- Whose places there are, with their number among those of their kind, and how many students a district has.
CREATE TEMP TABLE place ON COMMIT DROP AS
SELECT id, COALESCE(parent_id, id) AS reports, kind, row_number() OVER (PARTITION BY kind ORDER BY id) AS number,
       COUNT(*) OVER (PARTITION BY kind) AS places, 600 + (COALESCE(parent_id, id) * 7919 %% 61) * 56 AS students
FROM consortium_organization;

-- For each kind and audience: how many events, the least and most people of a guest, how many guests, at whose places,
-- and the share of guests with a roster.
CREATE TEMP TABLE plan ON COMMIT DROP AS
SELECT row_number() OVER () AS number, kinds.*, random() AS chance, random() AS day, random() AS where_drawn
FROM (VALUES
    ('classroom_presentation', 'high_school', 3906, 22, 38, 1, 'school', 0.9),
    ('classroom_presentation', 'middle_school', 1300, 22, 38, 1, 'school', 0.9),
    ('career_fair', 'high_school', 160, 130, 310, 2, 'school', 0.85),
    ('job_shadow', 'high_school', 700, 5, 16, 1, 'school', 0.95),
    ('campus_tour', 'high_school', 500, 18, 30, 2, 'college', 0.9),
    ('campus_event', 'high_school', 200, 30, 60, 2, 'college', 0.85),
    ('parent_presentation', 'parents', 400, 14, 46, 1, 'school', 0),
    ('parent_workshop', 'parents', 200, 8, 32, 1, 'school', 0),
    ('industry_panel', 'teachers', 60, 8, 16, 2, 'office', 0.7),
    ('teacher_job_shadow', 'teachers', 150, 2, 6, 1, 'office', 0.9),
    ('teacher_externship', 'teachers', 60, 1, 3, 1, 'office', 0.9),
    ('counselor_development', 'counselors', 60, 6, 14, 2, 'office', 0.7),
    ('counselor_conference', 'counselors', 2, 4, 8, 25, 'office', 0.8),
    ('faculty_alignment', 'faculty', 200, 3, 6, 2, 'college', 0.6),
    ('convening', 'faculty', 2, 4, 8, 20, 'office', 0.8),
    ('meeting', 'other_educators', 100, 1, 2, 5, 'office', 0)
) AS kinds (kind, audience, events, least, most, guests, host, rosters), generate_series(1, kinds.events);

CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('wbl_event', 'id')) AS id, plan.*, place.id AS site, place.reports AS owner,
       CASE WHEN chance < 0.94 THEN 'held' WHEN chance < 0.97 THEN 'planned' ELSE 'cancelled' END AS status
FROM plan JOIN place ON place.kind = plan.host AND place.number = 1 + floor(where_drawn * place.places);

CREATE TEMP TABLE sector ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM pathways_sector WHERE scheme = 'cde';

INSERT INTO wbl_event (id, title, kind, status, owner_id, site_id, starts_at, place, lowest_grade, highest_grade, capacity,
                       languages, minutes_id, labor_market_note, cancelled_because, notes, sector_id, version, recorded_at)
SELECT made.id, kind || ' ' || made.number, kind, status, owner, site,
       (%(starts)s::date + floor(day * 364)::int + time '09:00' + (made.number %% 6) * interval '1 hour')
           AT TIME ZONE 'America/Los_Angeles',
       '', CASE audience WHEN 'middle_school' THEN 6 WHEN 'high_school' THEN 9 END,
       CASE audience WHEN 'middle_school' THEN 8 WHEN 'high_school' THEN 12 END,
       CASE WHEN kind LIKE '%%job_shadow' THEN most END,
       CASE WHEN audience <> 'parents' THEN '{}' WHEN made.number %% 2 = 0 THEN '{en,es}' ELSE '{es}' END::varchar[],
       CASE kind WHEN 'faculty_alignment' THEN (SELECT min(id) FROM consortium_storedfile) END,
       CASE kind WHEN 'faculty_alignment' THEN 'Openings against awards.' ELSE '' END,
       CASE status WHEN 'cancelled' THEN 'Too few came.' ELSE '' END, '', sector.id, 1, now()
FROM made LEFT JOIN sector ON sector.number = made.number %% 15;

-- Who comes: the school itself, or schools of some districts.
CREATE TEMP TABLE guest ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('wbl_attendance', 'id')) AS id, came.*,
       least + floor(random() * (most - least + 1))::int AS people, random() < rosters AS by_roster,
       floor(random() * 1000000)::int AS first_person
FROM (
    SELECT DISTINCT ON (made.id, place.id)
           made.id AS event, place.id AS organization, place.reports, place.students, made.audience,
           made.least, made.most, made.rosters
    FROM made
    CROSS JOIN LATERAL generate_series(1, made.guests) AS n
    JOIN place ON CASE WHEN made.host = 'school' AND n = 1 THEN place.id = made.site
                       ELSE place.kind = 'school' AND place.number = 1 + (made.number * 31 + n * 97) %% place.places END
    WHERE made.status = 'held'
    ORDER BY made.id, place.id
) AS came;

INSERT INTO wbl_participation (event_id, organization_id, came) SELECT event, organization, true FROM guest;
-- Colleges come to faculty meetings, and everybody's segment to regional ones.
INSERT INTO wbl_participation (event_id, organization_id, came)
SELECT made.id, place.id, true
FROM made JOIN place ON place.kind IN ('college', 'adult_school') AND (place.number + made.number) %% 3 = 0
WHERE made.status = 'held' AND made.kind IN ('faculty_alignment', 'convening', 'meeting');

INSERT INTO wbl_attendance (id, event_id, organization_id, audience, headcount, scheme, key_id, school_year,
                            gf, gm, gx, gz, recorded_at)
SELECT id, event, organization, audience, CASE WHEN by_roster THEN 0 ELSE people END,
       CASE WHEN NOT by_roster THEN '' WHEN audience LIKE '%%school' THEN 'student_number' ELSE 'email' END,
       CASE WHEN by_roster THEN '12345678' ELSE '' END, CASE WHEN by_roster THEN %(year)s END,
       CASE WHEN NOT by_roster AND id %% 2 = 0 THEN people / 2 END,
       CASE WHEN NOT by_roster AND id %% 2 = 0 THEN people - people / 2 END,
       CASE WHEN NOT by_roster AND id %% 2 = 0 THEN 0 END, CASE WHEN NOT by_roster AND id %% 2 = 0 THEN 0 END, now()
FROM guest;

-- A class is a run of numbers of the district; grown-ups are fewer and turn up more often.
INSERT INTO wbl_rosterentry (attendance_id, person_hash, grade, role, race, gender, groups)
SELECT id, sha256(convert_to(audience || ' ' || reports || ' ' || person || ' ' || %(year)s, 'UTF8')),
       CASE audience WHEN 'high_school' THEN 9 + person %% 4 WHEN 'middle_school' THEN 6 + person %% 3 END,
       CASE audience WHEN 'teachers' THEN 'teacher' WHEN 'counselors' THEN 'counselor' WHEN 'faculty' THEN 'faculty'
                     ELSE '' END,
       CASE WHEN student THEN (ARRAY['RH','RH','RH','RH','RH','RW','RW','RA','RF','RB','RT',''])[1 + person %% 12]
            ELSE '' END,
       CASE WHEN student THEN (ARRAY['GF','GM','GF','GM','GF','GM','GX',''])[1 + person %% 8] ELSE '' END,
       CASE WHEN student AND person %% 6 = 0 THEN '{SE,SS}' WHEN student AND person %% 2 = 0 THEN '{SS}' ELSE '{}' END
           ::varchar[]
FROM (
    SELECT guest.*, audience LIKE '%%school' AS student,
           (first_person + n) %% CASE audience WHEN 'high_school' THEN students
                                               WHEN 'middle_school' THEN students / 2 ELSE 60 END AS person
    FROM guest CROSS JOIN LATERAL generate_series(1, people) AS n
    WHERE by_roster
) AS people;

CREATE TEMP TABLE speaks ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY id) AS number, COUNT(*) OVER () AS speakers FROM wbl_speaker;

INSERT INTO wbl_speaking (event_id, speaker_id, topic)
SELECT made.id, speaks.id, ''
FROM made JOIN speaks ON speaks.number = 1 + (made.number * 17) %% speaks.speakers
WHERE made.kind = 'classroom_presentation' OR (made.kind = 'industry_panel' AND made.number %% 2 = 0);

INSERT INTO wbl_employercontact (employer_id, organization_id, made_on, purpose, how, outcome, note, next_step, recorded_at)
SELECT (SELECT min(id) FROM wbl_employer) + floor(random() * (SELECT COUNT(*) FROM wbl_employer))::int, place.id,
       %(starts)s::date + floor(random() * 364)::int, (ARRAY['students','students','students','teachers'])[1 + n %% 4],
       'phone', (ARRAY['yes','maybe','no','follow_up','no_answer'])[1 + floor(random() * 5)::int], '', '', now()
FROM generate_series(1, 3000) AS n
JOIN place ON place.kind = 'k12_district' AND place.number = 1 + n %% place.places;

INSERT INTO wbl_activityoffering (school_id, activity_type_id, year_id, lowest_grade, highest_grade, contact, notes,
                                  source, recorded_at, version)
SELECT facts.organization_id, type.id, %(key)s, GREATEST(facts.lowest_grade, type.lowest_grade),
       LEAST(facts.highest_grade, type.highest_grade), '', '', '', now(), 1
FROM consortium_organizationyear AS facts JOIN place ON place.id = facts.organization_id AND place.kind = 'school'
JOIN wbl_activitytype AS type ON type.lowest_grade <= facts.highest_grade AND type.highest_grade >= facts.lowest_grade
WHERE facts.year_id = %(key)s AND (place.number + type.id) %% 2 = 0;
