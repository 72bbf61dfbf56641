"""Alembic migrations; `bot.storage.engine.migrate` runs them."""
