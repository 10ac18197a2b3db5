-- What forms offer and calculations use: subjects, key stages, and teachers' pay in England, dated.

CREATE TABLE subject (
  code text PRIMARY KEY CONSTRAINT subject_code_form CHECK (code ~ '^[a-z0-9-]{2,40}$'),
  name text NOT NULL CONSTRAINT subject_name_unique UNIQUE,
  sort int NOT NULL
);
INSERT INTO subject (code, name, sort) VALUES
  ('primary-general', 'Primary (all subjects)', 10),
  ('early-years', 'Early years', 20),
  ('english', 'English', 100),
  ('mathematics', 'Mathematics', 110),
  ('science', 'Science', 120),
  ('biology', 'Biology', 130),
  ('chemistry', 'Chemistry', 140),
  ('physics', 'Physics', 150),
  ('art-and-design', 'Art and design', 200),
  ('business', 'Business', 210),
  ('citizenship', 'Citizenship', 220),
  ('classics', 'Classics', 230),
  ('computing', 'Computing', 240),
  ('dance', 'Dance', 250),
  ('design-and-technology', 'Design and technology', 260),
  ('drama', 'Drama', 270),
  ('economics', 'Economics', 280),
  ('engineering', 'Engineering', 290),
  ('food-and-nutrition', 'Food preparation and nutrition', 300),
  ('french', 'French', 310),
  ('geography', 'Geography', 320),
  ('german', 'German', 330),
  ('health-and-social-care', 'Health and social care', 340),
  ('history', 'History', 350),
  ('law', 'Law', 360),
  ('mandarin', 'Mandarin', 370),
  ('media-studies', 'Media studies', 380),
  ('music', 'Music', 390),
  ('physical-education', 'Physical education', 400),
  ('politics', 'Politics', 410),
  ('psychology', 'Psychology', 420),
  ('pshe', 'Personal, social, health and economic education', 430),
  ('religious-education', 'Religious education', 440),
  ('sociology', 'Sociology', 450),
  ('spanish', 'Spanish', 460),
  ('modern-languages', 'Modern languages (any)', 470),
  ('special-educational-needs', 'Special educational needs', 500),
  ('eal', 'English as an additional language', 510),
  ('other', 'Another subject', 900);

CREATE TABLE key_stage (
  code text PRIMARY KEY CONSTRAINT key_stage_code_form CHECK (code ~ '^[a-z0-9-]{2,20}$'),
  name text NOT NULL CONSTRAINT key_stage_name_unique UNIQUE,
  ages text NOT NULL,
  sort int NOT NULL
);
INSERT INTO key_stage (code, name, ages, sort) VALUES
  ('early-years', 'Early years foundation stage', 'up to 5', 1),
  ('ks1', 'Key stage 1', '5 to 7', 2),
  ('ks2', 'Key stage 2', '7 to 11', 3),
  ('ks3', 'Key stage 3', '11 to 14', 4),
  ('ks4', 'Key stage 4', '14 to 16', 5),
  ('ks5', 'Post-16', '16 to 19', 6);

-- The pay area that a whole authority lies in. An authority that isn't named here, or that lies in several areas,
-- has to say for each post.
CREATE TABLE authority_pay_area (
  la_code text PRIMARY KEY CONSTRAINT authority_pay_area_code_form CHECK (la_code ~ '^[0-9]{3}$'),
  area text NOT NULL CONSTRAINT authority_pay_area_known
    CHECK (area IN ('england', 'fringe', 'outer-london', 'inner-london'))
);
INSERT INTO authority_pay_area VALUES ('883', 'fringe');

-- Annual pay of a full-time teacher, in pence, at the points of each scale, from the day they took effect. A new
-- settlement is new rows; the old ones get their last day. Of the leading practitioner and leadership ranges only
-- the ends are held; a school sets its own points between them.
CREATE TABLE pay_scale (
  area text NOT NULL CONSTRAINT pay_scale_area_known
    CHECK (area IN ('england', 'fringe', 'outer-london', 'inner-london')),
  scale text NOT NULL CONSTRAINT pay_scale_scale_known
    CHECK (scale IN ('unqualified', 'main', 'upper', 'leading-practitioner', 'leadership')),
  point text NOT NULL,
  sort int NOT NULL,
  annual_pence int NOT NULL CONSTRAINT pay_scale_amount_positive CHECK (annual_pence > 0),
  effective_from date NOT NULL,
  effective_to date,
  CONSTRAINT pay_scale_dates_in_order CHECK (effective_to > effective_from),
  PRIMARY KEY (area, scale, point, effective_from)
);

-- From 1 September 2025. Sources: the pay ranges of the School Teachers' Pay and Conditions Document 2025 as
-- published by the Department for Education and reprinted by Schools Week (July 2025); the points between the ends of
-- a range are advisory and were taken from teacherpaycalculator.com/pay-scales-2025-26, whose ends agree with it.
INSERT INTO pay_scale (scale, point, sort, area, annual_pence, effective_from)
SELECT v.scale, v.point, v.sort, a.area, a.pounds * 100, DATE '2025-09-01'
FROM (VALUES
  ('unqualified', 'UQ1', 1, 22601, 24066, 26789, 28343),
  ('unqualified', 'UQ2', 2, 25193, 26656, 29383, 30935),
  ('unqualified', 'UQ3', 3, 27785, 29248, 31974, 33528),
  ('unqualified', 'UQ4', 4, 30071, 31532, 34265, 35814),
  ('unqualified', 'UQ5', 5, 32667, 34126, 36856, 38402),
  ('unqualified', 'UQ6', 6, 35259, 36718, 39450, 40994),
  ('main', 'M1', 1, 32916, 34398, 37870, 40317),
  ('main', 'M2', 2, 34823, 36373, 39851, 42234),
  ('main', 'M3', 3, 37101, 38627, 41935, 44238),
  ('main', 'M4', 4, 39556, 41075, 44128, 46339),
  ('main', 'M5', 5, 42057, 43545, 46800, 48952),
  ('main', 'M6', 6, 45352, 46839, 50474, 52300),
  ('upper', 'U1', 1, 47472, 48913, 52219, 57632),
  ('upper', 'U2', 2, 49232, 50668, 54151, 60464),
  ('upper', 'U3', 3, 51048, 52490, 56154, 62496),
  ('leading-practitioner', 'LP min', 1, 52026, 53460, 56154, 61858),
  ('leading-practitioner', 'LP max', 2, 79092, 80528, 83223, 88930),
  ('leadership', 'L1', 1, 51773, 53198, 55881, 61554),
  ('leadership', 'L43', 43, 143796, 145218, 147866, 153490)
) AS v (scale, point, sort, england, fringe, outer_london, inner_london)
CROSS JOIN LATERAL (VALUES
  ('england', v.england), ('fringe', v.fringe), ('outer-london', v.outer_london),
  ('inner-london', v.inner_london)
) AS a (area, pounds);

-- From 1 September 2024 to 31 August 2025. Sources: the pay ranges of the School Teachers' Pay and Conditions
-- Document 2024 as reprinted by Schools Week (October 2024) for the ends of each range in every area, and the
-- advisory points for England outside London as reprinted by manaeducation.co.uk. Points that neither gives are
-- left out.
INSERT INTO pay_scale (scale, point, sort, area, annual_pence, effective_from, effective_to)
SELECT v.scale, v.point, v.sort, a.area, a.pounds * 100, DATE '2024-09-01', DATE '2025-08-31'
FROM (VALUES
  ('unqualified', 'UQ1', 1, 21731, 23140, 25758, 27252),
  ('unqualified', 'UQ2', 2, 24224, NULL, NULL, NULL),
  ('unqualified', 'UQ3', 3, 26716, NULL, NULL, NULL),
  ('unqualified', 'UQ4', 4, 28914, NULL, NULL, NULL),
  ('unqualified', 'UQ5', 5, 31410, NULL, NULL, NULL),
  ('unqualified', 'UQ6', 6, 33902, 35305, 37932, 39417),
  ('main', 'M1', 1, 31650, 33075, 36413, 38766),
  ('main', 'M2', 2, 33483, NULL, NULL, NULL),
  ('main', 'M3', 3, 35674, NULL, NULL, NULL),
  ('main', 'M4', 4, 38034, NULL, NULL, NULL),
  ('main', 'M5', 5, 40439, NULL, NULL, NULL),
  ('main', 'M6', 6, 43607, 45037, 48532, 50288),
  ('upper', 'U1', 1, 45646, 47031, 50210, 55415),
  ('upper', 'U2', 2, 47338, NULL, NULL, NULL),
  ('upper', 'U3', 3, 49084, 50471, 53994, 60092),
  ('leading-practitioner', 'LP min', 1, 50025, 51403, 53994, NULL),
  ('leading-practitioner', 'LP max', 2, 76050, 77430, 80022, NULL)
) AS v (scale, point, sort, england, fringe, outer_london, inner_london)
CROSS JOIN LATERAL (VALUES
  ('england', v.england), ('fringe', v.fringe), ('outer-london', v.outer_london),
  ('inner-london', v.inner_london)
) AS a (area, pounds)
WHERE a.pounds IS NOT NULL;

-- Payments on top of a scale, in every area alike: between these two a school sets its own.
CREATE TABLE pay_allowance (
  code text NOT NULL CONSTRAINT pay_allowance_code_known CHECK (code IN ('TLR1', 'TLR2', 'TLR3', 'SEN')),
  lowest_pence int NOT NULL CONSTRAINT pay_allowance_amount_positive CHECK (lowest_pence > 0),
  highest_pence int NOT NULL,
  effective_from date NOT NULL,
  effective_to date,
  CONSTRAINT pay_allowance_amounts_in_order CHECK (highest_pence >= lowest_pence),
  CONSTRAINT pay_allowance_dates_in_order CHECK (effective_to > effective_from),
  PRIMARY KEY (code, effective_from)
);
-- Source: School Teachers' Pay and Conditions Document 2024, as reprinted by manaeducation.co.uk.
INSERT INTO pay_allowance VALUES
  ('TLR1', 978200, 1655300, '2024-09-01', '2025-08-31'),
  ('TLR2', 339100, 827900, '2024-09-01', '2025-08-31'),
  ('TLR3', 67500, 334400, '2024-09-01', '2025-08-31'),
  ('SEN', 267900, 528500, '2024-09-01', '2025-08-31');
