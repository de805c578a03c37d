"""Measuring instruments: they look at the program from outside and share no code with it."""
