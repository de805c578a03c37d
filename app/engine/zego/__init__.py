"""The ZEGO Express engine: the user's own SDK, found and loaded at run time."""
