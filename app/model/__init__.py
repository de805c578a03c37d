"""Value types of Klieg: standard library only, immutable, free to cross threads."""
