-- A link by which somebody takes another e-mail address for their account: it is mailed to the new address.
ALTER TABLE single_use_link DROP CONSTRAINT single_use_link_purpose_known;
ALTER TABLE single_use_link ADD CONSTRAINT single_use_link_purpose_known
  CHECK (purpose IN ('confirm_email', 'reset_password', 'invitation', 'change_email'));
