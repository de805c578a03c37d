"""Publish numpy pictures into a room and read them back as an audience, without any window."""

import asyncio

import numpy as np

from app.engine.create import create_engine
from app.media.frames import frame_from_rgb, rgb_from_frame
from app.model.engine import EngineKind
from app.model.media import CaptureSource, SourceKind
from app.model.session import RoomConfig, User
from app.paths import AppPaths, media_server_binary
from app.services.media_server import MediaServer

ROOM, HOST, AUDIENCE = "studio", User("host"), User("audience")


async def main() -> None:
    """Send three seconds of pictures that grow brighter; print what arrives."""
    server = MediaServer(media_server_binary(), log_folder=AppPaths.find().logs)
    await server.start()
    host, audience = create_engine(EngineKind.LIVEKIT), create_engine(EngineKind.LIVEKIT)
    host_token, audience_token = server.mint_host(ROOM, HOST), server.mint_watcher(ROOM, AUDIENCE)
    await host.login_room(ROOM, HOST, RoomConfig(server.signal_url, host_token))
    host.set_capture_source(CaptureSource(SourceKind.CUSTOM))
    host.set_audio_source(CaptureSource(SourceKind.NONE))
    host.start_publishing_stream("camera")
    audience.set_custom_video_render_handler(
        lambda stream_id, frame: print(stream_id, rgb_from_frame(frame).mean().round())
    )
    await audience.login_room(ROOM, AUDIENCE, RoomConfig(server.signal_url, audience_token))
    audience.start_playing_stream("camera")
    for step in range(90):
        host.send_custom_video_frame(frame_from_rgb(np.full((360, 640, 3), 2 * step, np.uint8)))
        await asyncio.sleep(1 / 30)
    await host.destroy()
    await audience.destroy()
    await server.stop()


asyncio.run(main())
