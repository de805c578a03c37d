"""The cases of the bench, one module each."""
