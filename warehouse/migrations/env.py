"""Run the migrations on the connection the warehouse hands over; there is no offline mode."""

from alembic import context

from warehouse.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="migration",
    version_table_schema="ops",
    version_table_pk=False,
)
with context.begin_transaction():
    context.run_migrations()
