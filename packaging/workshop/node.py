"""Node and npm for the benchmark's browser: the machine's, else one of our own."""

import os
import shutil
from dataclasses import dataclass

from workshop.layout import Layout, program_of
from workshop.python_environment import install_tool


@dataclass(frozen=True, slots=True)
class NodeStep:
    """Has npm on the PATH or in ``build/tools/node``."""

    layout: Layout

    @property
    def title(self) -> str:
        """What the progress says."""
        return "node: installing it into build/tools"

    def is_done(self) -> bool:
        """Tell whether there is an npm."""
        own = program_of(self.layout.tools / "node", "npm")
        return own.exists() or shutil.which("npm") is not None

    def carry_out(self) -> None:
        """Install the locked Node."""
        install_tool(self.layout, "node")


def path_with_node(layout: Layout) -> str:
    """The PATH on which npm is found, the machine's own first."""
    own = program_of(layout.tools / "node", "npm").parent
    return os.pathsep.join([os.environ.get("PATH", os.defpath), str(own)])
