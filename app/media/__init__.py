"""Frames, sources and sinks: everything between devices, engines and pixels."""
