"""Engines behind one Express-style port; adapters are known to ``create`` alone."""
