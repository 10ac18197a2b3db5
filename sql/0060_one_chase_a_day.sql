-- Whom an appropriate body has asked today for what is overdue: one mail to a person and day, in however many steps.

CREATE TABLE induction_chase (
  authority_id uuid NOT NULL REFERENCES authority (id),
  chased_on date NOT NULL,
  recipient text NOT NULL,
  PRIMARY KEY (authority_id, chased_on, recipient)
);
