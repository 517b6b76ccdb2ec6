"""Authored files: flows and the programme, read from disk and checked."""
