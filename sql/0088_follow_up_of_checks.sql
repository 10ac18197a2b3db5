-- The day by which a check is made again: a right to work that ends is looked at anew before it does (Home Office,
-- Employer's guide to right to work checks).
ALTER TABLE pre_employment_check ADD COLUMN follow_up_on date;
