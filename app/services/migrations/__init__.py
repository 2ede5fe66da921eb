"""Migrations of the local store, run by Alembic when the database is opened."""
