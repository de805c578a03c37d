"""Klieg without its widgets: engines, media, services and the command line."""

__version__ = "0.1.0"
