-- That a teacher will not appeal may have been recorded by mistake: an appeal that was made can be recorded after it.
INSERT INTO induction_transition (kind, from_state, to_state) VALUES ('appeal', 'waived', 'lodged');
