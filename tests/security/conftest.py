"""The command line as a person types it, for attackers."""

from tests.unit.cli.conftest import coop, ocop

__all__ = ["coop", "ocop"]
