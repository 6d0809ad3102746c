"""The picture pipeline alone, as a process: every photo of a catalogue made into a rendition, on all cores.

The baseline of a first sync from raw photos: no run can end before its pictures are made.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from connector.model import Claim, MediaIdentity
from media import Renditions, hash_file

__all__ = ["main"]

RECIPE = "shopee-1024-pad@1"
BADGE = ("4-2025", "top-left")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description=__doc__)
    parser.add_argument("photos", type=Path)
    parser.add_argument("into", type=Path)
    asked = parser.parse_args()
    cache = Renditions(asked.into)

    def make(photo: Path, identity: MediaIdentity, claim: Claim | None) -> None:
        cache.get(identity, photo, claim)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = [pool.submit(make, *work) for work in _work(sorted(asked.photos.iterdir()))]
        for one in done:
            one.result()


def _work(photos: list[Path]) -> Iterator[tuple[Path, MediaIdentity, Claim | None]]:
    """The first photo of a product carries a badge, as Shopee's rules have it."""
    claim = Claim(star=4, cert_no="MAU", expiry_date=date(2028, 1, 1), badge_place="first")
    for photo in photos:
        first = photo.stem.endswith("_1")
        badge, badge_at = BADGE if first else ("", "")
        identity = MediaIdentity(
            source_sha256=hash_file(photo), recipe=RECIPE, badge=badge, badge_at=badge_at, file=photo.name
        )
        yield photo, identity, claim if first else None


if __name__ == "__main__":
    main()
