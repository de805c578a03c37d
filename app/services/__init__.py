"""What runs beside the engine: media server, join service, tokens, settings."""
