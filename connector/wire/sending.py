"""What every write and upload has in common: the step made durable right before the first byte, the bytes of a form,
and that nothing which was won is lost with what comes behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence

from connector.errors import AdapterError, QuotaSpent, StopShop
from connector.port import MediaFile, StepLog

__all__ = ["boundary_of", "file_name", "form_part", "multipart", "started", "step_name", "uploaded"]

OF_SHOP = (StopShop, QuotaSpent)


def step_name(name: str, data: bytes, *, by_look: bool = False) -> str:
    """How a step is called. ``by_look``: its body was made from what a look has just shown; another look may need
    another body, and both are steps of one intent."""
    return f"{name}:{hashlib.sha256(data).hexdigest()[:12]}" if by_look else name


def started(log: StepLog, step: str, data: bytes) -> Callable[[], Awaitable[None]]:
    """For ``Caller.call(before_send=...)``: the step is durable before its first byte leaves."""

    async def start() -> None:
        await log.start(step, data)

    return start


def file_name(content_type: str, number: int = 0) -> str:
    """A name for a file in a form; what it is called at home is nobody's business."""
    ending = {"application/pdf": "pdf", "image/png": "png"}.get(content_type, "jpg")
    return f"{number}.{ending}"


def boundary_of(*contents: bytes) -> str:
    """A boundary that follows from the contents, so that equal files give equal bytes."""
    return f"ocop{hashlib.sha256(b''.join(hashlib.sha256(one).digest() for one in contents)).hexdigest()[:40]}"


def form_part(boundary: str, name: str, data: bytes, content_type: str = "", filename: str = "") -> bytes:
    """One part of a form, its boundary before it."""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
    if filename:
        head += f'; filename="{filename}"\r\nContent-Type: {content_type}'
    return f"{head}\r\n\r\n".encode() + data + b"\r\n"


def multipart(fields: Sequence[tuple[str, str]], name: str, files: Sequence[MediaFile]) -> tuple[bytes, str]:
    """A form's bytes and content type: the text ``fields``, then every file under ``name``."""
    boundary = boundary_of(*(file.data for file in files))
    parts = [form_part(boundary, field, text.encode()) for field, text in fields]
    parts += [
        form_part(boundary, name, file.data, file.content_type, file_name(file.content_type, number))
        for number, file in enumerate(files)
    ]
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


async def uploaded(
    parts: Sequence[Sequence[MediaFile]],
    upload: Callable[[Sequence[MediaFile]], Awaitable[Sequence[str | AdapterError]]],
) -> list[str | AdapterError]:
    """What ``upload`` answers to each of ``parts``, in order.

    Where the shop stops or its quota is spent, nothing more is sent. What was won before is kept, and the rest bears
    that error; it is raised where there is nothing to keep.
    """
    found: list[str | AdapterError] = []
    for number, part in enumerate(parts):
        try:
            found += await upload(part)
        except OF_SHOP as error:
            if not any(isinstance(one, str) for one in found):
                raise
            found += [error] * len(part)
        if found and isinstance(found[-1], OF_SHOP):
            return found + [found[-1]] * sum(map(len, parts[number + 1 :]))
    return found
