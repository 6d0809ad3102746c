"""Every file of a folder has one answer, whatever it is; what can be used is used, what cannot says why."""

import json
import os
import threading
import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from connector.cli import main
from media.check import OK, Checked, check_folder
from media.room import Room
from tests.mangle import mangle, special

HEIC = Path(__file__).resolve().parents[2] / "data" / "heic"


def by_name(folder: Path) -> dict[str, Checked]:
    found = check_folder(folder).files
    assert [checked.file for checked in found] == sorted(checked.file for checked in found)
    return {checked.file: checked for checked in found}


def test_a_good_photo_is_ok_with_its_upright_size(tmp_path, scene, saved):
    note = Image.Exif()
    note[0x0112] = 6
    (tmp_path / "Chè xanh.jpg").write_bytes(saved(scene, exif=note))
    assert by_name(tmp_path)["Chè xanh.jpg"].record() == {
        "file": "Chè xanh.jpg",
        "usable": True,
        "code": OK,
        "width": 900,
        "height": 1200,
        "format": "JPEG",
    }


def test_content_counts_and_not_the_name(tmp_path, scene, saved):
    (tmp_path / "gốm.txt").write_bytes(saved(scene, "PNG"))
    (tmp_path / "gốm.jpg").write_bytes("không phải ảnh".encode())
    (tmp_path / "IMG_0001.JPG").write_bytes((HEIC / "plain.heic").read_bytes())
    found = by_name(tmp_path)
    assert (found["gốm.txt"].code, found["gốm.txt"].format) == (OK, "PNG")
    assert (found["gốm.jpg"].usable, found["gốm.jpg"].code, found["gốm.jpg"].width) == (False, "E_PHOTO_TYPE", None)
    assert found["IMG_0001.JPG"].format == "HEIF"


def test_a_small_picture_is_usable_and_says_so(tmp_path, scene, saved):
    for side in (499, 500, 1023, 1024):
        (tmp_path / f"{side}.png").write_bytes(saved(scene.resize((side, side * 3 // 4)), "PNG"))
    (tmp_path / "dải.png").write_bytes(saved(scene.resize((2000, 3)), "PNG"))
    found = {name: checked.code for name, checked in by_name(tmp_path).items()}
    assert found == {
        "499.png": "W_PHOTO_SMALL",
        "500.png": "W_PHOTO_UPSCALED",
        "1023.png": "W_PHOTO_UPSCALED",
        "1024.png": OK,
        "dải.png": "W_PHOTO_SMALL",
    }
    assert all(checked.usable for checked in by_name(tmp_path).values())


def test_the_half_of_a_photo_is_found_only_by_decoding_it(tmp_path, scene, saved):
    whole = saved(scene)
    (tmp_path / "nửa.jpg").write_bytes(whole[: len(whole) // 2])
    found = by_name(tmp_path)["nửa.jpg"]
    assert (found.usable, found.code, found.format) == (False, "E_PHOTO_TRUNCATED", "JPEG")


def test_folders_within_are_looked_into_and_odd_names_kept(tmp_path, saved):
    picture = saved(Image.new("RGB", (30, 30)), "PNG")
    names = [
        "a/b/chè 🍵.png",
        unicodedata.normalize("NFD", "a/Ảnh gốc.png"),
        "a/hai\ndòng.png",
        "a/-rf.png",
        "a/.DS_Store",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(picture)
    assert sorted(by_name(tmp_path)) == sorted(names)


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_name_that_is_no_text_is_spelled(tmp_path, saved):
    path = os.path.join(os.fsencode(tmp_path), b"g\xe9m.png")
    with open(path, "wb") as file:
        file.write(saved(Image.new("RGB", (30, 30)), "PNG"))
    assert by_name(tmp_path)["g\\xe9m.png"].usable


def test_what_is_no_ordinary_file_is_never_opened(tmp_path):
    outside = tmp_path / "bí mật.png"
    outside.write_bytes(b"not to be read")
    folder = tmp_path / "ảnh"
    folder.mkdir()
    made = special(folder)
    found = by_name(folder)
    assert len(found) == made
    assert found["thật.png"].usable
    for name in ("gãy.png", "ngoài.png", "ống.jpg"):
        if name in found:
            assert (found[name].usable, found[name].code) == (False, "E_PHOTO_NOT_A_FILE"), name
    if "trong.png" in found:
        assert found["trong.png"].usable
    assert not found["khóa.jpg"].usable


def test_a_huge_file_is_refused_unread(tmp_path):
    with (tmp_path / "phim.jpg").open("wb") as file:
        file.truncate(20_000_000_000)
    found = by_name(tmp_path)["phim.jpg"]
    assert (found.code, found.params["megabytes"]) == ("E_PHOTO_TOO_LARGE", 20_000)


def test_an_empty_folder_and_an_empty_file(tmp_path):
    assert check_folder(tmp_path).files == ()
    (tmp_path / "rỗng.jpg").touch()
    assert by_name(tmp_path)["rỗng.jpg"].code == "E_PHOTO_EMPTY"


def test_progress_counts_every_file(tmp_path):
    mangle(tmp_path, seed=5, count=30)
    steps: list[tuple[int, int]] = []
    check_folder(tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(done, 30) for done in range(1, 31)]


def test_the_answer_is_the_same_on_any_number_of_threads(tmp_path):
    mangle(tmp_path, seed=6, count=60)
    assert check_folder(tmp_path, threads=1) == check_folder(tmp_path, threads=4)


@pytest.mark.parametrize(("held", "wanted", "together"), [(4, 6, True), (8, 4, False), (1, 25, False), (25, 1, False)])
def test_a_room_lets_in_what_fits_and_what_is_too_big_alone(held, wanted, together):
    room = Room(10)
    entered = threading.Event()

    def enter() -> None:
        with room.take(wanted):
            entered.set()

    other = threading.Thread(target=enter)
    with room.take(held):
        other.start()
        assert entered.wait(5 if together else 0.1) is together
    assert entered.wait(5)
    other.join()


def test_the_command_says_problems_first_and_ends_with_three(tmp_path, scene, saved, capsys):
    (tmp_path / "tốt.jpg").write_bytes(saved(scene))
    (tmp_path / "hỏng\n.jpg").write_bytes(b"%PDF-1.7")
    (tmp_path / "bé.png").write_bytes(saved(scene.resize((90, 60)), "PNG"))
    assert main(["media", "check", str(tmp_path), "--lang", "vi"]) == 3
    out, err = capsys.readouterr()
    assert err == ""
    order = [out.index(text) for text in ("không dùng được (1)", "hỏng\\n.jpg", "nên xem lại (1)", "bé.png", "1 JPEG")]
    assert order == sorted(order)
    assert "tốt.jpg" not in out


def test_the_command_prints_a_bare_array_for_machines(tmp_path, scene, saved, capsys):
    assert main(["media", "check", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    (tmp_path / "tốt.jpg").write_bytes(saved(scene))
    assert main(["media", "check", str(tmp_path), "--json"]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert list(record) == ["file", "usable", "code", "width", "height", "format"]


def test_the_command_without_a_folder_or_files(tmp_path, capsys):
    assert main(["media", "check", str(tmp_path / "không có"), "--lang", "vi"]) == 2
    assert "không có" in capsys.readouterr().err
    (tmp_path / "tệp").touch()
    assert main(["media", "check", str(tmp_path / "tệp")]) == 2
    capsys.readouterr()
    (tmp_path / "trống").mkdir()
    assert main(["media", "check", str(tmp_path / "trống"), "--lang", "vi"]) == 0
    assert "không có tệp nào" in capsys.readouterr().out
