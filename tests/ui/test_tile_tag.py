from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.control.reduce import reduce
from app.control.tiles import tiles
from app.model.events import RemoteMicStateUpdate
from app.model.session import RemoteDeviceState
from tests.fakes.samples import STREAM, watching
from tests.ui.conftest import Desk
from ui.tile import PictureTile


@pytest.mark.parametrize("name", ["Ada", "Ada Lovelace of the Analytical Engine, Ltd. " * 3])
def test_others_who_are_muted_have_a_mark_and_a_word_until_they_are_heard(
    desk: Desk, qtbot: QtBot, name: str
) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(320, 180)
    stream = replace(STREAM, user=replace(STREAM.user, name=name))
    (item,) = watching().incoming
    state = replace(watching(), incoming=(replace(item, stream=stream),))
    picture = PictureTile(desk.kit(), tiles(state)[0], around)
    picture.resize(around.size())
    around.show()
    mark = picture._tag._muted

    for told, is_muted in ((RemoteDeviceState.MUTE, True), (RemoteDeviceState.OPEN, False)):
        state = reduce(RemoteMicStateUpdate(stream.stream_id, told), state)
        picture.show_tile(tiles(state)[0])
        assert mark.isVisible() == is_muted
        assert ("microphone is off" in picture.accessibleName()) == is_muted
        assert picture._tag.width() <= picture.width()
    picture.release()
