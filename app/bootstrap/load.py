"""Measures the load of the machine beside the Qt thread."""

from __future__ import annotations

from app.bootstrap.threads import on_thread
from app.control.health_view import ProcessorLoad
from app.services.processor_meter import ProcessorMeter


class LoadSampler:
    """One measurement after the other, each on a thread that ends with it."""

    def __init__(self) -> None:
        self._meter = ProcessorMeter()

    async def measure(self) -> ProcessorLoad:
        """Return the load since the last call."""
        load = await on_thread(self._meter.measure)
        return ProcessorLoad(
            own_percent=load.own_percent,
            server_percent=load.server_percent,
            machine_percent=load.machine_percent,
            cores=load.cores,
        )
