"""A broadcast tried in earnest, step by step, and what it proves: one verdict per requirement."""
