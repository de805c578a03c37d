"""The default engine: libwebrtc through the ``livekit`` package, on its own asyncio thread."""
