"""The SDK's engine from initialisation to its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.zego import _express as express
from app.engine.zego.router import EventRouter
from app.engine.zego.start import SdkEngine
from app.model.engine import EngineProfile, Scenario
from tests.unit.engine.zego.fake_sdk import Bench


async def started(bench: Bench, profile: EngineProfile) -> tuple[SdkEngine, EventRouter, int]:
    router = EventRouter()

    async def start() -> tuple[SdkEngine, int]:
        engine = SdkEngine(profile, bench.context, router)
        await engine.start()
        return engine, await engine.ready()

    engine, code = await bench.loop.submit(start())
    return engine, router, code


async def test_the_log_and_the_settings_come_before_the_start(bench: Bench, tmp_path: Path) -> None:
    profile = EngineProfile(Scenario.LIVE, app_id=7, log_folder=tmp_path, engine_config="a=b;")
    _, _, code = await started(bench, profile)
    assert code == 0
    assert bench.fake.names[:4] == [
        "set_log_config",
        "set_engine_config",
        "set_room_mode",
        "engine_init_with_profile",
    ]
    calls = {name: args for name, args, _ in bench.fake.calls}
    settings, made = calls["set_engine_config"][0], calls["engine_init_with_profile"][0]
    assert isinstance(settings, express.EngineConfig)
    assert settings.advanced_config == "room_retry_time=60;av_retry_time=60;a=b;"
    assert made == express.EngineProfile(app_id=7, scenario=express.Scenario.BROADCAST)


async def test_an_engine_that_did_not_start_is_not_waited_for(bench: Bench) -> None:
    """The SDK tells nothing when such an engine ends."""
    bench.fake.answers["engine_init_with_profile"] = 1001000
    engine, _, code = await started(bench, EngineProfile())
    assert code == 1001000
    await bench.loop.submit(engine.end())
    assert "engine_uninit_async" not in bench.fake.names


async def test_the_end_waits_for_the_sdk_to_say_so(bench: Bench) -> None:
    engine, router, _ = await started(bench, EngineProfile(app_id=1))

    def end() -> int:
        bench.loop.call(router.take, [express.OnEngineUninit()])
        return 0

    bench.fake.answers["engine_uninit_async"] = end
    await bench.loop.submit(engine.end())
    assert bench.fake.names[-1] == "engine_uninit_async"


@pytest.mark.parametrize(("app_sign", "code"), [("x" * 90, 1001001), ("", 1001004)])
async def test_a_key_that_does_not_fit_is_told_as_the_sdk_would(
    bench: Bench, app_sign: str, code: int
) -> None:
    def refuse() -> int:
        raise ValueError("app_sign: has 90 bytes")

    bench.fake.answers["engine_init_with_profile"] = refuse
    _, _, told = await started(bench, EngineProfile(app_id=1, app_sign=app_sign))
    assert told == code


async def test_an_sdk_without_custom_pictures_starts_nevertheless(bench: Bench) -> None:
    def lack() -> int:
        raise express.MissingFunctionError("the SDK lacks it")

    bench.fake.answers["enable_custom_video_capture"] = lack
    bench.fake.answers["set_room_mode"] = lack
    _, _, code = await started(bench, EngineProfile(app_id=1))
    assert code == 0
