"""Words of a running session: lines of the chat and over the picture."""

from app.control.view_state import Delivery
from app.model.errors import ErrorCode, MessageError
from app.model.events import IMBroadcastMessageReceived
from app.model.session import Message
from tests.fakes.samples import HOST, ROOM
from tests.unit.control.bench import Bench


async def test_own_messages_are_shown_with_what_became_of_them(bench: Bench) -> None:
    engine = await bench.watch()
    seen: list[Delivery] = []
    bench.controller.subscribe(lambda state: seen.append(state.chat[-1].delivery))
    bench.controller.talk.send_chat("  hello ")
    await bench.controller.settle()
    assert engine.arguments("send_broadcast_message") == [("hello",)]
    assert seen == [Delivery.SENDING, Delivery.SENT]


async def test_half_characters_do_not_keep_a_message_back(bench: Bench) -> None:
    engine = await bench.watch()
    bench.controller.talk.send_chat("so \ud83d cut")
    bench.controller.talk.send_barrage("\udc00")
    await bench.controller.settle()
    assert engine.arguments("send_broadcast_message") == [("so ? cut",)]
    assert engine.arguments("send_barrage_message") == [("?",)]


async def test_a_message_that_was_refused_says_so(bench: Bench) -> None:
    engine = await bench.watch()
    engine.fail("send_broadcast_message", MessageError("x", code=ErrorCode.MESSAGE_TOO_FAST))
    bench.controller.talk.send_chat("again")
    await bench.controller.settle()
    assert bench.controller.state.chat[-1].delivery is Delivery.REFUSED
    assert bench.controller.state.problem is not None
    assert bench.controller.state.problem.code is ErrorCode.MESSAGE_TOO_FAST


async def test_blank_messages_are_not_sent(bench: Bench) -> None:
    engine = await bench.watch()
    bench.controller.talk.send_chat("   ")
    bench.controller.talk.send_barrage("\n")
    await bench.controller.settle()
    assert not {"send_broadcast_message", "send_barrage_message"} & set(engine.names())


async def test_messages_of_others_are_shown(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(IMBroadcastMessageReceived(ROOM, (Message(HOST, "hi", 1),)))
    assert [line.text for line in bench.controller.state.chat] == ["hi"]


async def test_a_refused_line_is_sent_again_in_its_place(bench: Bench) -> None:
    engine = await bench.watch()
    engine.fail("send_broadcast_message", MessageError("cannot send: too fast"))
    bench.controller.talk.send_chat("hello")
    await bench.controller.settle()
    refused = bench.controller.state.chat[-1]
    del engine.failures["send_broadcast_message"]
    bench.controller.talk.send_chat_again(refused.number)
    bench.controller.talk.send_chat_again(refused.number)  # one at a time
    await bench.controller.settle()
    assert [(line.text, line.delivery) for line in bench.controller.state.chat] == [
        ("hello", Delivery.SENT)
    ]
    assert len(engine.arguments("send_broadcast_message")) == 2


async def test_a_barrage_flies_at_the_sender_too(bench: Bench) -> None:
    engine = await bench.watch()
    bench.controller.talk.send_barrage("so clear!")
    await bench.controller.settle()
    assert engine.arguments("send_barrage_message") == [("so clear!",)]
    assert [line.text for line in bench.controller.state.barrage] == ["so clear!"]
