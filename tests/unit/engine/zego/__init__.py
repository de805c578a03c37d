"""Tests of the ZEGO engine."""
