"""From referral through evidence to a decision, and what becomes of an approval."""
