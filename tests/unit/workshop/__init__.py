"""Tests of what ``dev.py`` stands on."""
