"""Where a model is asked: what is taken for an address, and what goes there."""

import pytest
from chat_service import Service, stream

from index.errors import ModelError
from qa.chat_model import Message, Piece
from qa.endpoint.model import EndpointModel

KEY = "sk-secret-1234"


def written(model: EndpointModel) -> list[Piece]:
    return list(model.stream((Message("user", "When?"),), max_tokens=9))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://host/v1", "no address of a model"),
        ("127.0.0.1:80", "no address of a model"),
        ("", "no address of a model"),
        ("http://me:sk-secret-1234@host/v1", "PINCITE_API_KEY"),
    ],
)
def test_what_is_no_address_is_an_error(url: str, said: str) -> None:
    with pytest.raises(ModelError, match=said) as raised:
        EndpointModel(url, model="tiny")
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://localhost:8080", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8080/v1", True),
        ("http://192.168.0.7:8080", False),
        ("https://localhost.example.org/v1", False),
    ],
)
def test_it_is_known_whether_sentences_leave_this_machine(url: str, is_here: bool) -> None:
    assert EndpointModel(url, model="tiny").is_here == is_here


def test_an_address_without_a_path_is_that_of_version_one(service: Service) -> None:
    service.says(stream("x"))
    for url in (service.url.removesuffix("/v1"), f"{service.url}/", f"{service.url.removesuffix('/v1')}/api/v2"):
        written(EndpointModel(url, model="tiny"))
    assert [path for path, _, _ in service.got] == [
        "/v1/chat/completions",
        "/v1/chat/completions",
        "/api/v2/chat/completions",
    ]


def test_no_proxy_stands_between_this_machine_and_itself(
    service: Service, monkeypatch: pytest.MonkeyPatch, waited: list[float]
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    service.says(stream("Nine"))
    assert written(EndpointModel(service.url, model="tiny", wait=waited.append))[0].text == "Nine"
    assert waited == []


def test_a_key_that_no_header_can_hold_is_an_error() -> None:
    with pytest.raises(ModelError, match="PINCITE_API_KEY"):
        EndpointModel("http://127.0.0.1", model="tiny", key="sk-\nsecret")
