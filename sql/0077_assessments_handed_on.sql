-- An assessment whose teacher has not signed in time goes on without them; the trace says so.
ALTER TABLE induction_signature ADD COLUMN without_teacher boolean NOT NULL DEFAULT false
  CONSTRAINT induction_signature_without_teacher CHECK (NOT without_teacher OR to_state = 'confirmed');
