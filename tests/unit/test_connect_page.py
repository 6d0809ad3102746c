"""docs/connect/index.html: it runs under its own policy, asks nobody for anything, and shows addresses as text."""

import base64
import hashlib
import re
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "connect" / "index.html").read_text("utf-8")


def inside(tag: str) -> str:
    (found,) = re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)
    return str(found)


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_this_style_and_this_script_and_nothing_else() -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', PAGE)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": digest(inside("style")),
        "script-src": digest(inside("script")),
        "base-uri": "'none'",
        "form-action": "'none'",
    }, "edited the page? put the new hashes into its policy"


def test_nothing_is_fetched_and_no_referrer_tells_the_code() -> None:
    assert re.findall(r"(?:https?:)?//[a-z]", PAGE) == []
    assert re.findall(r"\b(?:src|href|action|style|on[a-z]+)=", PAGE) == []
    assert '<meta name="referrer" content="no-referrer">' in PAGE


def test_what_stands_in_the_address_is_only_ever_text() -> None:
    script = inside("script")
    unsafe = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval", "setTimeout", "location =")
    assert [word for word in unsafe if word in script] == []
    assert "fetch" not in script
    assert "XMLHttpRequest" not in script
    assert "storage" not in script.lower()


def test_it_speaks_both_languages_and_fits_a_phone() -> None:
    assert 'content="width=device-width' in PAGE
    for block in ("start", "found", "no-code", "main-account"):
        text = PAGE.partition(f'id="{block}"')[2].partition("\n</div>")[0]
        assert '<p lang="en">' in text, block
        assert re.search("[ăâđêôơưạảấầẩẫậ]", text), block
