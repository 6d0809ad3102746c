"""No picture is drawn twice, and whatever happens to the folder, what comes out is right."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest

from media import MediaProblem, Renditions, render
from media import cache as cache_module


@pytest.fixture
def photo(tmp_path, scene, saved):
    path = tmp_path / "ảnh gốc" / "Khăn lụa.jpg"
    path.parent.mkdir()
    path.write_bytes(saved(scene.resize((600, 450))))
    return path


@pytest.fixture
def wanted(photo, identity):
    return identity(photo.read_bytes(), recipe="memory-256-pad@1", badge="4-2024")


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_drawn_once_and_kept_for_the_next_run(tmp_path, photo, wanted):
    cache = Renditions(tmp_path / "kept")
    assert cache.kept(wanted) is None
    first = cache.get(wanted, photo, None)
    assert first == render(photo, wanted, claim=None)
    photo.unlink()  # a hit needs no source
    assert cache.get(wanted, photo, None) == first
    later = Renditions(tmp_path / "kept")
    assert later.kept(wanted) == later.get(wanted, None, None) == first
    assert (cache.drawn, later.drawn) == (1, 0)


def test_a_photo_that_changed_after_the_plan_is_not_shown_in_its_name(tmp_path, photo, wanted, scene, saved):
    photo.write_bytes(saved(scene.resize((600, 450)).rotate(180)))
    cache = Renditions(tmp_path / "kept")
    with pytest.raises(MediaProblem) as caught:
        cache.get(wanted, photo, None)
    assert caught.value.code == "E_PHOTO_CHANGED"
    assert files(tmp_path / "kept") == []


def test_without_source_and_not_kept_is_gone(tmp_path, wanted):
    with pytest.raises(MediaProblem) as caught:
        Renditions(tmp_path / "kept").get(wanted, None, None)
    assert caught.value.code == "E_PHOTO_GONE"


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "facts", "another"])
def test_a_damaged_file_is_drawn_anew(tmp_path, photo, wanted, identity, damage):
    cache = Renditions(tmp_path / "kept")
    first = cache.get(wanted, photo, None)
    (file,) = files(tmp_path / "kept")
    good = file.read_bytes()
    if damage == "another":
        plain = wanted.model_copy(update={"badge": "", "badge_at": ""})
        other = Renditions(tmp_path / "other")
        other.get(plain, photo, None)
        (source,) = files(tmp_path / "other")
        bad = source.read_bytes()
    else:
        flipped = good[:-40] + bytes([good[-40] ^ 0xFF]) + good[-39:]
        bad = {"empty": b"", "cut": good[:-100], "flipped": flipped, "facts": b"[]\n" + good}[damage]
    file.write_bytes(bad)
    assert cache.kept(wanted) is None
    assert cache.get(wanted, photo, None) == first
    assert file.read_bytes() == good
    assert cache.drawn == 2


def test_other_libraries_forget_the_cache_but_not_the_identity(tmp_path, photo, wanted, monkeypatch):
    cache = Renditions(tmp_path / "kept")
    first = cache.get(wanted, photo, None)
    monkeypatch.setattr(cache_module, "DRAWN_BY", "art-2 pillow-99")
    assert cache.kept(wanted) is None
    assert cache.get(wanted, photo, None).key == first.key


def test_threads_draw_a_picture_once(tmp_path, photo, wanted):
    cache, start = Renditions(tmp_path / "kept"), Barrier(8)

    def get(_):
        start.wait()
        return cache.get(wanted, photo, None).sha256

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(get, range(8)))) == 1
    assert cache.drawn == 1
    assert len(files(tmp_path / "kept")) == 1


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path, photo, wanted):
    (tmp_path / "kept").write_text("a file where a folder should be", encoding="utf-8")
    cache = Renditions(tmp_path / "kept")
    assert cache.get(wanted, photo, None).data == cache.get(wanted, photo, None).data
    assert cache.drawn == 2


def test_the_longest_unused_go_first(tmp_path, photo, wanted):
    kinds = [wanted.model_copy(update={"badge": f"4-{year}"}) for year in range(2020, 2025)]
    size = len(render(photo, wanted, claim=None).data)
    cache = Renditions(tmp_path / "kept", max_bytes=4 * size)
    for age, kind in enumerate(kinds[:3]):
        cache.get(kind, photo, None)
        newest = max(files(tmp_path / "kept"), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, ns=(age * 10**9, age * 10**9))
    assert cache.kept(kinds[0]) is not None  # used again, so the second is now the oldest
    for kind in kinds[3:]:
        cache.get(kind, photo, None)
    assert cache.kept(kinds[0]) is not None
    assert cache.kept(kinds[1]) is None
    assert cache.kept(kinds[-1]) is not None
    assert sum(file.stat().st_size for file in files(tmp_path / "kept")) <= 4 * size


def test_a_card_is_drawn_from_the_text_in_its_identity(tmp_path, identity):
    text = "OCOP 4 sao\nTrà sen Quảng An ướp xổi\nGiấy chứng nhận số MAU-0101"
    card = identity(text.encode(), file=text, card=True, badge="4-2024", badge_at="", recipe="memory-256-pad@1")
    cache = Renditions(tmp_path / "kept")
    made = cache.get(card, None, None)
    assert made == render(text.encode(), card, claim=None)
    other = card.model_copy(update={"file": text + "!"})
    with pytest.raises(MediaProblem) as caught:
        Renditions(tmp_path / "elsewhere").get(other, None, None)
    assert caught.value.code == "E_PHOTO_CHANGED"


def test_one_photo_for_several_shops_is_read_once_and_drawn_where_missing(tmp_path, photo, wanted, monkeypatch):
    plain = wanted.model_copy(update={"badge": "", "badge_at": ""})
    wrong = wanted.model_copy(update={"badge": "7-2024"})
    reads = []
    real = cache_module.read_source
    monkeypatch.setattr(cache_module, "read_source", lambda path: reads.append(path) or real(path))
    cache = Renditions(tmp_path / "kept")
    first = cache.get(wanted, photo, None)
    again, bare, refused = cache.get_many(photo, [(wanted, None), (plain, None), (wrong, None)])
    assert again == first
    assert bare == render(photo, plain, claim=None)
    assert refused.code == "E_PHOTO_BADGE"
    assert (len(reads), cache.drawn) == (2, 2)
    assert cache.kept(plain) == bare


def test_shops_that_want_the_same_pictures_in_another_order_never_wait_for_each_other(tmp_path, photo, wanted):
    kinds = [(wanted.model_copy(update={"badge": f"4-{year}"}), None) for year in range(2020, 2026)]
    cache, start, got = Renditions(tmp_path / "kept"), Barrier(4), []

    def get(turn):
        start.wait()
        got.extend(cache.get_many(photo, kinds[turn:] + kinds[:turn]))

    threads = [Thread(target=get, args=(turn,), daemon=True) for turn in range(4)]  # a ring must not outlive the test
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(got), cache.drawn) == (24, 6)
