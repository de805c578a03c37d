"""Tests of one piece at a time; the folders mirror ``app``."""
