"""What looking at a listing found: failures in the order of the checks, and warnings."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.tiktok_shop.mock.envelope import Refusal

__all__ = ["Findings"]


@dataclass(slots=True)
class Findings:
    wrong: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, code: int, message: str) -> None:
        self.wrong.append((code, message))

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    def refuse(self) -> None:
        """Fail with the first failure, if there is one."""
        if self.wrong:
            raise Refusal(*self.wrong[0])
