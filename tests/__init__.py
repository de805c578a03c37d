"""Klieg's tests; see CONTRIBUTING.md for how they are run."""
