"""``python -m app`` is the ``klieg`` command."""

from app.cli import main

main()
