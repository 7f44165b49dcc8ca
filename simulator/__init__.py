"""A made-up city and its suppliers' systems, made of real facts; it knows the truth and no stage ever imports it."""
