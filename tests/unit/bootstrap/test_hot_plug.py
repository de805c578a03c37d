"""A camera that is plugged in appears in the menus."""

from __future__ import annotations

from app.bootstrap.hot_plug import DeviceHandler, HotPlug
from app.control.controller import Controller
from app.engine.port import Engine
from app.model.media import DeviceInfo, DeviceKind
from app.model.session import UpdateType
from tests.fakes.bridge import DirectBridge
from tests.fakes.engine import RecordingEngine
from tests.fakes.studio import RecordingStudio

CAMERA = DeviceInfo(DeviceKind.CAMERA, "usb-1", "Camera")


class Sockets:
    """Where cameras are plugged in."""

    def __init__(self) -> None:
        self.handlers: list[DeviceHandler] = []
        self.is_watched = False

    def watch(self, handler: DeviceHandler) -> Sockets:
        self.handlers.append(handler)
        self.is_watched = True
        return self

    def stop(self) -> None:
        self.is_watched = False


def new_controller(engine: RecordingEngine) -> Controller:
    async def make_engine() -> Engine:
        return engine

    return Controller(make_engine=make_engine, studio=RecordingStudio(), make_bridge=DirectBridge)


async def test_devices_are_looked_for_again_when_one_comes_or_goes() -> None:
    engine, sockets = RecordingEngine(), Sockets()
    controller = new_controller(engine)
    hot_plug = HotPlug(controller, sockets.watch)
    assert not sockets.is_watched  # nobody has a menu yet
    controller.desk.look_for_devices()
    await controller.settle()
    before = engine.names().count("list_devices")

    for number, update in enumerate((UpdateType.ADD, UpdateType.DELETE), 2):
        sockets.handlers[0](update, CAMERA)
        await controller.settle()
        assert engine.names().count("list_devices") == number * before

    assert len(sockets.handlers) == 1
    hot_plug.stop()
    assert not sockets.is_watched


async def test_a_camera_that_is_pulled_out_at_the_very_end_opens_nothing_again() -> None:
    engine, sockets = RecordingEngine(), Sockets()
    controller = new_controller(engine)
    HotPlug(controller, sockets.watch)
    controller.desk.look_for_devices()
    await controller.settle()
    await controller.close()
    before = engine.names()

    sockets.handlers[0](UpdateType.DELETE, CAMERA)
    await controller.settle()

    assert engine.names() == before
