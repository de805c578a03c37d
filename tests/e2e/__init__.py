"""Whole journeys: real processes, a real server, a real screen, real sound."""
