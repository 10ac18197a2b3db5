-- Further words of an advertisement that are worth a second thought.
INSERT INTO advice_phrase (phrase, topic, suggestion, unless, fine_near, only_near) VALUES
  ('mature', 'age', 'Say which experience the post needs.',
    '{mature pupils,mature learners,mature student,mature students,mature teacher,mature teachers,mature person,mature applicant,mature applicants,mature attitude,mature trees,mature gardens,mature grounds}', '{}', '{}'),
  ('over-qualified', 'age', 'Leave it out: it keeps out older people.', '{}', '{}', '{}'),
  ('overqualified', 'age', 'Leave it out: it keeps out older people.', '{}', '{}', '{}'),
  ('salesman', 'sex', 'Write “salesperson”.', '{}', '{}', '{}'),
  ('salesmen', 'sex', 'Write “salespeople”.', '{}', '{}', '{}'),
  ('craftsman', 'sex', 'Write “craftsperson”.', '{}', '{}', '{}'),
  ('workmen', 'sex', 'Write “workers”.', '{}', '{}', '{}'),
  ('SEND', 'abbreviation', 'special educational needs and disabilities', '{}', '{}', '{}'),
  ('SEMH', 'abbreviation', 'social, emotional and mental health needs', '{}', '{}', '{}'),
  ('ECF', 'abbreviation', 'early career framework', '{}', '{}', '{}'),
  ('NPQ', 'abbreviation', 'national professional qualification', '{}', '{}', '{}');
