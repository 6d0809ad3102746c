"""Events to whoever listens: type 5 (product status) and 37 (audit status), signed as the contract has it.

`Authorization` is the lower-case hex HMAC-SHA256, keyed with the secret, of app_key + raw body. Sent from a thread of
its own, in order, once: a listener that is down misses them (TikTok Shop would try again after two minutes).
"""

from __future__ import annotations

import hashlib
import hmac
import queue
import threading
import urllib.error
import urllib.request
from typing import Any

import orjson

from adapters.tiktok_shop.mock.grants import APP_KEY, APP_SECRET, SHOP_ID
from adapters.tiktok_shop.mock.products import Product

__all__ = ["Webhooks"]

PATIENCE_S = 3.0


class Webhooks:
    def __init__(self, address: str) -> None:
        self._address = address
        self._made = 0
        self._events: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        if address:
            threading.Thread(target=self._send, daemon=True).start()

    def tell(self, before: Product | None, after: Product, now: float) -> None:
        """Put what changed on the wire, if anybody listens."""
        if not self._address:
            return
        number, moment = int(after.id), int(now)
        if before is not None and before.status != after.status:
            passed_first = before.status == "PENDING" and after.status == "ACTIVATE"
            failed_first = after.status == "FAILED"
            kind = "PRODUCT_FIRST_PASS_REVIEW" if passed_first else "PRODUCT_STATUS_CHANGED"
            status = "PRODUCT_AUDIT_FAILURE" if failed_first else kind
            why = "; ".join(text for reason in after.reasons for text in reason["reasons"])
            self._put(5, {"product_id": number, "status": status, "suspended_reason": why, "update_time": moment}, now)
        if (before.audit if before else "NONE") != after.audit:
            self._put(37, {"product_id": number, "audit": {"status": after.audit}, "update_time": moment}, now)

    def _put(self, kind: int, data: dict[str, Any], now: float) -> None:
        self._made += 1
        notification = str(7_400_000_000_000_000_000 + self._made)
        event = {"type": kind, "tts_notification_id": notification, "shop_id": SHOP_ID, "timestamp": int(now)}
        self._events.put(orjson.dumps({**event, "data": data}))

    def _send(self) -> None:
        while True:
            body = self._events.get()
            signature = hmac.new(APP_SECRET.encode(), APP_KEY.encode() + body, hashlib.sha256).hexdigest()
            headers = {"Authorization": signature, "Content-Type": "application/json"}
            request = urllib.request.Request(self._address, body, headers, method="POST")
            try:
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE_S).close()
            except (OSError, urllib.error.URLError):
                continue
