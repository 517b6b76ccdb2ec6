"""Use cases: one short transaction each, as synchronous functions on a unit of work."""
