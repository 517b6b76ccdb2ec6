"""Benchmarks: each figure a ratio against a peer in the same run, printed beside its target."""
