"""DuckDB as Great Expectations sees it: a SQLAlchemy dialect over a connection that somebody else holds.

Three odd facts force it. With every stock dialect Great Expectations reads rows after it has given the connection back,
which DuckDB has dropped by then: so results are read at once and kept. It takes the code paths it tests only for
databases it knows by name: so this one calls itself `postgresql`, whose SQL DuckDB speaks. And what is validated are
temporary tables and macros, which another connection cannot see: so the engine runs on the very connection given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import uuid4

import duckdb
import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.engine import URL
from sqlalchemy.pool import Pool, QueuePool

_NAME = "postgresql.citydb_duckdb"
_lent: dict[str, duckdb.DuckDBPyConnection] = {}


@contextmanager
def lend(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A URL under which SQLAlchemy uses this connection, for as long as the context lasts; it is never closed."""
    registry.register(_NAME, __name__, "SharedDuckDB")
    token = uuid4().hex
    _lent[token] = connection
    try:
        yield f"postgresql+citydb_duckdb:///{token}"
    finally:
        del _lent[token]


class _Cursor:
    """A DBAPI cursor that has read everything before it answers."""

    arraysize = 1
    lastrowid = None

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        result = self._connection.execute(sql, list(parameters))
        self.description = result.description or None
        rows = result.fetchall() if self.description else []
        self.rowcount, self._rows = len(rows), iter(rows)

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        return list(islice(self._rows, size or self.arraysize))

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter(())


class _Connection:
    """A DBAPI connection on borrowed ground: it neither commits nor closes what its lender goes on using."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def cursor(self) -> _Cursor:
        return _Cursor(self._connection)

    def commit(self) -> None: ...

    def rollback(self) -> None: ...

    def close(self) -> None: ...


class _Compiler(PGCompiler):
    """PostgreSQL's `~` as DuckDB's unanchored regular expression."""

    # SQLAlchemy gives its compilers no types
    def visit_custom_op_binary(self, element: Any, operator: Any, **kw: Any) -> str:
        if operator.opstring not in ("~", "!~"):
            return str(super().visit_custom_op_binary(element, operator, **kw))  # type: ignore[no-untyped-call]  # see above
        call = f"regexp_matches({self.process(element.left, **kw)}, {self.process(element.right, **kw)})"
        return call if operator.opstring == "~" else f"(NOT {call})"


_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "BIGINT": sa.BIGINT,
    "BOOLEAN": sa.BOOLEAN,
    "DATE": sa.DATE,
    "DOUBLE": sa.DOUBLE,
    "INTEGER": sa.INTEGER,
    "TIMESTAMP WITH TIME ZONE": sa.TIMESTAMP,
    "VARCHAR": sa.VARCHAR,
}


class SharedDuckDB(PGDialect):
    """The dialect behind the URLs of `lend`."""

    name = "postgresql"
    driver = "citydb_duckdb"
    statement_compiler = _Compiler
    default_paramstyle = "qmark"
    supports_statement_cache = True
    insert_returning = False
    use_insertmanyvalues = False
    # PostgreSQL may read a backslash in a literal as an escape; DuckDB never does, and doubling it breaks patterns
    _backslash_escapes = False

    @classmethod
    def import_dbapi(cls) -> Any:
        """DuckDB's own module, whose exceptions SQLAlchemy wraps."""
        return duckdb

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """A pool, though all it holds is the one connection."""
        return QueuePool

    def create_connect_args(self, url: URL) -> Any:
        """Which lent connection a URL stands for."""
        return (), {"token": url.database}

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """The lent connection in the DBAPI's dress."""
        return _Connection(_lent[options["token"]])

    def on_connect(self) -> Any:
        """Nothing to set up: the lender has done it."""
        return None

    def initialize(self, connection: Any) -> None:
        """What PostgreSQL would be asked for at the first connection."""
        self.server_version_info = (16, 0)
        self.default_schema_name = "main"

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """Never: there is no network between."""
        return False

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Always there."""
        return True

    def get_columns(self, connection: Any, table_name: Any, schema: Any = None, **kw: Any) -> Any:
        """The columns of a table or view, in order."""
        rows = connection.exec_driver_sql(
            "SELECT column_name, data_type, is_nullable FROM duckdb_columns() "
            "WHERE table_name = ? AND schema_name = coalesce(?, schema_name) ORDER BY column_index",
            (str(table_name), schema),
        ).fetchall()
        if not rows:
            raise sa.exc.NoSuchTableError(table_name)
        return [
            # any other type is told as text: Great Expectations cannot list columns of which one has no type
            {"name": name, "type": _TYPES.get(type_, sa.VARCHAR)(), "nullable": nullable, "default": None}
            for name, type_, nullable in rows
        ]

    def get_pk_constraint(self, connection: Any, table_name: Any, schema: Any = None, **kw: Any) -> Any:
        """None: large tables declare no key."""
        return {"constrained_columns": [], "name": None}

    def has_table(self, connection: Any, table_name: Any, schema: Any = None, **kw: Any) -> bool:
        """Whether there is such a table or view."""
        return table_name in self.get_table_names(connection, schema)

    def get_table_names(self, connection: Any, schema: Any = None, **kw: Any) -> Any:
        """All tables and views, temporary ones included."""
        rows = connection.exec_driver_sql(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = coalesce(?, table_schema)",
            (schema,),
        )
        return [row[0] for row in rows.fetchall()]

    def get_view_names(self, connection: Any, schema: Any = None, **kw: Any) -> Any:
        """None, since they are among the tables."""
        return []

    def get_schema_names(self, connection: Any, **kw: Any) -> Any:
        """All schemas."""
        return [row[0] for row in connection.exec_driver_sql("SELECT schema_name FROM duckdb_schemas()").fetchall()]
