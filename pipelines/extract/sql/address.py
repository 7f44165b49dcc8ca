"""A database's address with its secret, made at the moment of connecting."""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.extract.failures import WrongSettings
from pipelines.extract.suppliers import Supplier


def address_of(supplier: Supplier) -> sa.URL:
    """The address SQLAlchemy connects to; a sqlite file is opened for reading only, and never made.

    Raises:
        WrongSettings: the address or the secret cannot be read, or no driver for it is installed.
    """
    try:
        address = sa.make_url(supplier.url)
        address.get_dialect()
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ValueError) as failure:
        raise WrongSettings(
            f"The address of {supplier.name} names no database we have a driver for ({type(failure).__name__}).",
            where=f"suppliers.toml [{supplier.name}]",
            next_step="Write it like postgresql+psycopg://user@host/database.",
        ) from None
    if supplier.secret is not None:
        address = address.set(password=supplier.secret.reveal())
    backend = address.get_backend_name()
    if backend == "postgresql":
        return address.update_query_dict({"connect_timeout": str(max(2, round(supplier.timeout_seconds)))})
    if backend == "sqlite":
        return address.set(database=f"file:{address.database}", query={"mode": "ro", "uri": "true"})
    return address
