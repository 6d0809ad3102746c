"""Alembic's entry: runs the migrations on the connection the journal hands in."""

from alembic import context

from connector.sync.journal.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
