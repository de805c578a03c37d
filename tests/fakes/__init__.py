"""Stand-ins for tests of the controller and the widgets; never for tests of an engine."""
