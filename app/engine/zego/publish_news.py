"""Brings what the SDK tells of publishing to the channel that it concerns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.engine.zego import _express as express
from app.engine.zego.publisher import Publisher
from app.engine.zego.router import EventRouter
from app.model.media import PublishChannel


class PublishNews:
    """Used on the engine's loop alone."""

    def __init__(self, publishers: Mapping[PublishChannel, Publisher], router: EventRouter) -> None:
        self._publishers = {int(channel): one for channel, one in publishers.items()}
        router.on(express.OnPublisherStateUpdate, self._state)
        router.on(express.OnPublisherQualityUpdate, self._quality)
        router.on(
            express.OnPublisherSendVideoFirstFrame,
            lambda e: self._of(e.channel, lambda one: one.first_frame_sent()),
        )
        router.on(
            express.OnPublisherCapturedVideoFirstFrame,
            lambda e: self._of(e.channel, lambda one: one.capture.first_frame_captured()),
        )
        router.on(
            express.OnPublisherVideoSizeChanged,
            lambda e: self._of(e.channel, lambda one: one.capture.size_told(e.width, e.height)),
        )
        router.on(
            express.OnCustomVideoCaptureStart,
            lambda e: self._of(e.channel, lambda one: one.capture.sender.open()),
        )
        router.on(
            express.OnCustomVideoCaptureStop,
            lambda e: self._of(e.channel, lambda one: one.capture.sender.shut()),
        )

    def _of(self, channel: int, action: Callable[[Publisher], None]) -> None:
        publisher = self._publishers.get(int(channel))
        if publisher is not None:
            action(publisher)

    def _state(self, event: express.OnPublisherStateUpdate) -> None:
        for publisher in self._publishers.values():
            if publisher.has_stream(event.stream_id):
                publisher.state_changed(event)

    def _quality(self, event: express.OnPublisherQualityUpdate) -> None:
        for publisher in self._publishers.values():
            publisher.quality_told(event)
