"""A browser and npm for the tests of web pages: they are wished for, and skipped without."""

from workshop import needs
from workshop.layout import Layout
from workshop.node import NodeStep, path_with_node
from workshop.steps import SetupError, carry_out, say
from workshop.system_packages import SystemPackagesStep


def prepare_web_pages(layout: Layout) -> dict[str, str]:
    """Bring what this machine lets us; gives the environment in which npm is found.

    Args:
        layout: A working copy whose uv is ready.
    """
    log = layout.logs / "web_pages.log"
    for step in (SystemPackagesStep(needs.for_web_pages(), log), NodeStep(layout)):
        try:
            carry_out([step])
        except SetupError as error:
            say(f"   tests of web pages will be skipped: {error}\n{error.hint}")
    return {"PATH": path_with_node(layout)}
