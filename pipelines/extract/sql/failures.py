"""Errors of databases in the project's own words: their texts may hold addresses, passwords or a person's data."""

from __future__ import annotations

from pipelines.extract.failures import SupplierFailure, Unavailable

_NOT_BETTER_TOMORROW = {"0A", "28", "3D", "42"}
"""Classes of SQLSTATE after which asking again is useless: not supported, not let in, no such database, no right."""


def database_failure(supplier: str, what: str, error: Exception) -> SupplierFailure:
    """The failure behind an error of a driver or of SQLAlchemy.

    Args:
        supplier: whose database it is.
        what: what we were doing, e.g. `reading bhxh.the_bhyt`.
        error: what was raised; only its type and SQLSTATE are told.
    """
    origin = getattr(error, "orig", None) or error
    state = getattr(origin, "sqlstate", None)
    told = f"SQLSTATE {state}" if state else type(origin).__name__
    connection = getattr(origin, "pgconn", None)
    if connection is not None and (connection.needs_password or connection.used_password):
        return SupplierFailure(
            f"The database of {supplier} does not let us in ({told}).",
            next_step=f"Renew the secret that the section [{supplier}] of suppliers.toml names.",
        )
    if state and state[:2] in _NOT_BETTER_TOMORROW:
        return SupplierFailure(
            f"The database of {supplier} refuses {what} ({told}).",
            next_step=f"Ask {supplier} whether the table or our rights were changed.",
        )
    return Unavailable(
        f"The database of {supplier} cannot be reached, or broke off while {what} ({told}).",
        next_step=f"Check that it is up and that the section [{supplier}] of suppliers.toml has its address.",
    )
