-- Parts of full time with more than three decimals, such as 0.333333 for a third of it: the program takes at most nine. A
-- numeric without a bound holds what is there as it is, so no row is written anew.
SET LOCAL lock_timeout = '10s';
ALTER TABLE induction_period ALTER COLUMN fte TYPE numeric;
ALTER TABLE induction ALTER COLUMN earlier_fte TYPE numeric;
