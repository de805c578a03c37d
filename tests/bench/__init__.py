"""Measured figures of the program, with its peers in the same run: ``python -m tests.bench``."""
