"""Tests of the widgets, on a screen in memory."""
