"""Flows: a pure engine that knows no people, no Telegram and no database."""
