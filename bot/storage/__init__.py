"""All state, in one SQL database: SQLite by default, PostgreSQL when outgrown."""
