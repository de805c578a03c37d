"""Makes the parts of the binding that follow from the SDK's interface as data."""
