"""The load of this process and its children, against work that is really done."""

from __future__ import annotations

import subprocess
import sys
import time

from app.services.processor_meter import ProcessorMeter

BUSY = "import time\nend = time.process_time() + 0.4\nwhile time.process_time() < end: pass"


def _work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_the_first_measurement_knows_nothing_but_the_machine() -> None:
    load = ProcessorMeter().measure()
    assert (load.own_percent, load.machine_percent) == (-1.0, -1.0)
    assert load.cores >= 1


def test_own_work_is_measured_as_a_part_of_the_machine() -> None:
    meter = ProcessorMeter()
    meter.measure()
    began_s = time.monotonic()
    _work(0.3)
    load = meter.measure()
    expected = 100 * 0.3 / (time.monotonic() - began_s) / load.cores
    assert 0.6 * expected <= load.own_percent <= 1.7 * expected + 2
    assert 0 <= load.machine_percent <= 100


def test_work_of_a_child_counts_as_the_servers() -> None:
    program = f"import sys\nsys.stdin.read(1)\n{BUSY}\nsys.stdin.read()"
    arguments = [sys.executable, "-c", program]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        meter = ProcessorMeter()
        meter.measure()
        child.stdin.write("gx")
        child.stdin.flush()
        children = list(meter._children.values())
        assert [item.pid for item in children] == [child.pid]
        while sum(children[0].cpu_times()[:2]) < 0.3:
            child.poll()
        load = meter.measure()
        child.stdin.close()
    assert load.server_percent > 0
    assert meter.measure().server_percent == 0.0  # gone, and no error
