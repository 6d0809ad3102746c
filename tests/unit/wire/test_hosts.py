"""Which hosts a shop may speak to."""

from dataclasses import dataclass

import pytest

from connector.errors import BadUse
from connector.port import Environment
from connector.wire.hosts import check_host, is_loopback, origin_of


@dataclass(frozen=True)
class Hosts:
    live_hosts: tuple[str, ...] = ("live.example",)
    sandbox_hosts: tuple[str, ...] = ("sandbox.example",)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1.example", "10.0.0.1", "0.0.0.0", "localhost.example", ""])
def test_other_machines_are_not(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("environment", "address", "origin"),
    [
        ("mock", "http://127.0.0.1:9101", "http://127.0.0.1:9101"),
        ("mock", "http://localhost:9101/", "http://localhost:9101"),
        ("sandbox", "https://sandbox.example", "https://sandbox.example:443"),
        ("live", "https://live.example/api", "https://live.example:443"),
    ],
)
def test_an_environment_reaches_its_own_hosts(environment: Environment, address: str, origin: str) -> None:
    assert check_host(environment, address, Hosts()) == origin


@pytest.mark.parametrize(
    ("environment", "address", "code"),
    [
        ("mock", "https://live.example", "E_HOST_UNKNOWN"),
        ("mock", "http://127.0.0.1.live.example:9101", "E_HOST_UNKNOWN"),
        ("mock", "", "E_HOST_UNKNOWN"),
        ("mock", "http://xn--", "E_HOST_UNKNOWN"),
        ("live", "https://live.example\\@evil.example", "E_HOST_UNKNOWN"),
        ("sandbox", "https://live.example", "E_HOST_UNKNOWN"),
        ("sandbox", "http://127.0.0.1:9101", "E_HOST_UNKNOWN"),
        ("live", "https://sandbox.example", "E_HOST_UNKNOWN"),
        ("live", "https://live.example.evil.example", "E_HOST_UNKNOWN"),
        ("live", "https://live.example@evil.example", "E_HOST_UNKNOWN"),
        ("live", "http://live.example", "E_HOST_NOT_SECURE"),
        ("live", "https://live.example:8443", "E_HOST_NOT_SECURE"),
        ("live", "ftp://live.example", "E_HOST_UNKNOWN"),
    ],
)
def test_it_reaches_no_other(environment: Environment, address: str, code: str) -> None:
    with pytest.raises(BadUse) as caught:
        check_host(environment, address, Hosts())
    assert caught.value.code == code


def test_an_address_with_a_user_name_is_refused_without_showing_it() -> None:
    with pytest.raises(BadUse) as caught:
        origin_of("https://thu:mat-khau@live.example")
    assert "mat-khau" not in str(caught.value)
