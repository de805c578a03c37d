"""One contract for every engine, tested against its real service; no engine is mocked here."""
