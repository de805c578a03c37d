"""Klieg's widgets: they show the view state and emit intents, nothing else."""
