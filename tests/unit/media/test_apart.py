"""A broken HEIC may cost its worker its life, or its time; it costs us that one picture and nothing else."""

import contextlib
import signal
from pathlib import Path

import pytest

from media import MediaProblem, apart, decode

HEIC = Path(__file__).resolve().parents[2] / "data" / "heic"
SOUND = (HEIC / "plain.heic").read_bytes()
STOP = getattr(signal, "SIGSTOP", None)


@pytest.fixture
def worker():
    """The one that decodes the next picture, alone: no other is idle."""
    apart._end_all()
    decode(SOUND, 64, "pad")
    assert len(apart._idle) == 1
    yield apart._idle[0]._process
    apart._end_all()


def test_one_worker_serves_one_picture_after_another(worker):
    for _ in range(3):
        assert decode(SOUND, 64, "pad").width == 480
    assert [idle._process for idle in apart._idle] == [worker]


def test_a_refused_picture_keeps_its_worker(worker):
    with pytest.raises(MediaProblem):
        decode(SOUND[:1500], 64, "pad")
    assert [idle._process for idle in apart._idle] == [worker]


def test_a_dead_worker_is_replaced_and_the_picture_read(worker):
    worker.kill()
    worker.wait()
    assert decode(SOUND, 64, "pad").width == 480
    assert apart._idle[0]._process is not worker


@pytest.mark.skipif(STOP is None, reason="a process cannot be held here")
def test_one_that_takes_forever_is_ended(worker, monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE_S", 0.2)
    worker.send_signal(STOP)
    with pytest.raises(MediaProblem) as caught:
        decode(SOUND, 64, "pad")
    assert caught.value.code == "E_PHOTO_UNSAFE"
    assert worker.poll() is not None
    assert apart._idle == []


def test_a_depth_that_lies_hurts_nobody_else(worker):
    """pi-heif 1.4.0 writes past its memory where the container says 14 bits and the picture has 8."""
    data = bytearray((HEIC / "grey.heic").read_bytes())
    data[data.index(b"hvcC") + 4 + 17] = 0xFE
    for _ in range(3):
        with contextlib.suppress(MediaProblem):
            decode(bytes(data), 64, "pad")
        assert decode(SOUND, 64, "pad").image.size == (64, 48)
