"""The small web side: health and readiness."""
