"""Tests of the controller and what it is made of."""
