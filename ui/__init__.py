"""Widgets: show the view state, emit intents."""
