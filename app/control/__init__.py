"""Intents of the views to engine calls; engine events to view state."""
