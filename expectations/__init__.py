"""The rules records and deliveries must obey, and the only place that talks to Great Expectations.

`rules` holds what is asked (JSON suites, and what follows from a contract) and costs nothing to import. `inspection`
asks it, and is imported where it is called, because importing Great Expectations takes 8 CPU seconds.
"""

from expectations.rules import Rule, delivery_rules, record_rules

__all__ = ["Rule", "delivery_rules", "record_rules"]
