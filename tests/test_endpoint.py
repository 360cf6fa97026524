"""A model behind an address: what is sent, what is read of the reply, and what is tried again."""

import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest
from chat_service import Reply, Service, event, lost, serve, status, stream

from index.errors import EndpointError, ModelError, QuestionError
from qa.chat_model import Message, Piece
from qa.endpoint.model import EndpointModel

KEY = "sk-secret-1234"
CHAT = (
    Message("system", "You answer."),
    Message("user", "Sources:\nOne.\nTwo.\nQuestion: When?"),
)


@pytest.fixture
def model(service: Service, waited: list[float]) -> EndpointModel:
    return EndpointModel(service.url, model="tiny", key=KEY, wait=waited.append)


def written(model: EndpointModel) -> list[Piece]:
    return list(model.stream(CHAT, max_tokens=9))


def test_the_messages_are_sent_as_text_with_the_key_and_the_likeliest_token(
    service: Service, model: EndpointModel
) -> None:
    service.says(stream("Nine"))
    written(model)
    ((path, headers, body),) = service.got
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body["messages"] == [
        {"role": "system", "content": "You answer."},
        {"role": "user", "content": "Sources:\nOne.\nTwo.\nQuestion: When?"},
    ]
    assert (body["model"], body["temperature"], body["max_tokens"], body["stream"]) == ("tiny", 0, 9, True)
    assert body["chat_template_kwargs"] == {"enable_thinking": False}


def test_a_reply_comes_in_pieces_and_ends_with_the_end_marker(service: Service, model: EndpointModel) -> None:
    service.says(stream("Until", "", " nine é"))
    assert written(model) == [Piece("Until"), Piece(" nine é"), Piece("")]
    service.says(stream("Until", end="length"))
    assert written(model) == [Piece("Until")]


def test_what_the_service_calls_its_first_model_is_used_where_none_is_named(service: Service) -> None:
    service.says(status(200, {"data": [{"id": "/models/a.gguf"}, {"id": "b"}]}), stream("x"))
    model = EndpointModel(service.url)
    written(model)
    assert service.bodies[1]["model"] == "/models/a.gguf"
    assert model.name == f"a.gguf at {service.url.split('/')[2]}"


@pytest.mark.parametrize("listed", [{"data": []}, {}, {"data": ["a"]}])
def test_a_service_without_models_is_an_error(service: Service, listed: dict[str, object]) -> None:
    service.says(status(200, listed))
    with pytest.raises(ModelError, match="--model"):
        EndpointModel(service.url)


def test_a_field_that_the_service_does_not_know_is_left_out_from_then_on(
    service: Service, model: EndpointModel
) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        (status(400, "unknown field") if "repeat_penalty" in service.bodies[-1] else stream("Nine"))(handler)

    service.says(reply)
    assert [written(model)[0].text for _ in range(2)] == ["Nine", "Nine"]
    for optional in ("repeat_penalty", "chat_template_kwargs"):
        assert [optional in body for body in service.bodies] == [True, False, False]


@pytest.mark.parametrize("failure", [lost, status(429), status(503), status(500)])
def test_what_may_pass_is_tried_again_ever_later(
    service: Service, model: EndpointModel, waited: list[float], failure: Reply
) -> None:
    service.says(failure, failure, failure, stream("Nine"))
    assert written(model)[0].text == "Nine"
    assert waited == [0.5, 1.0, 2.0]
    service.says(failure)
    with pytest.raises(ModelError, match="Ask again"):
        written(model)
    assert len(service.got) == 8


def test_a_service_says_how_long_it_wants_to_be_left_alone(
    service: Service, model: EndpointModel, waited: list[float]
) -> None:
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    service.says(status(429, Retry_After="7"), status(503, Retry_After=past), stream("Nine"))
    assert written(model)[0].text == "Nine"
    assert waited == [7.0, 1.0]
    for long in ("3600", "Wed, 21 Oct 2099 07:28:00 GMT"):
        service.says(status(429, Retry_After=long))
        with pytest.raises(EndpointError, match="429"):
            written(model)
    assert waited == [7.0, 1.0]


def test_nothing_is_tried_again_once_a_piece_has_come(
    service: Service, model: EndpointModel, waited: list[float]
) -> None:
    service.says(stream("Until", end=None), stream("Nine"))
    pieces = model.stream(CHAT, max_tokens=9)
    assert next(pieces).text == "Until"
    with pytest.raises(ModelError, match="broke off"):
        next(pieces)
    assert (len(service.got), waited) == (1, [])


def test_an_error_within_a_stream_is_an_error(service: Service, model: EndpointModel) -> None:
    service.says(stream("Until", then=lambda handler: event(handler, {"error": {"message": "out of memory"}})))
    with pytest.raises(ModelError, match="out of memory"):
        written(model)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (status(401, {"error": {"message": f"bad key {KEY}"}}), r"PINCITE_API_KEY .* bad key \*\*\*"),
        (status(403), "PINCITE_API_KEY"),
        (status(404, {"error": "no such model"}), "--model.* no such model"),
        (status(302, Location="http://127.0.0.1:9/"), "not followed"),
        (status(200, "<html>"), "does not stream"),
        (stream("", then=lambda handler: handler.wfile.write(b"data: <html>\n\n") and None), "no JSON object"),
    ],
)
def test_what_goes_wrong_says_what_to_do(service: Service, model: EndpointModel, reply: Reply, said: str) -> None:
    service.says(reply)
    with pytest.raises(ModelError, match=said) as raised:
        written(model)
    assert KEY not in str(raised.value)
    assert len(service.got) == 1


def test_a_list_of_models_that_is_no_json_is_an_error(service: Service) -> None:
    service.says(status(200, "<html>hello"))
    with pytest.raises(ModelError, match=r"no JSON object .*hello.* /v1"):
        EndpointModel(service.url)


def test_a_prompt_that_is_too_long_is_an_error_of_the_question(service: Service, model: EndpointModel) -> None:
    service.says(status(400, {"error": {"message": "4096 tokens", "code": "context_length_exceeded"}}))
    with pytest.raises(QuestionError, match="4096 tokens"):
        written(model)


def test_a_service_that_does_not_run_is_an_error_that_names_it(waited: list[float]) -> None:
    with serve() as service:
        pass
    model = EndpointModel(service.url, model="tiny", wait=waited.append)
    with pytest.raises(ModelError, match=r"127\.0\.0\.1.* is not reached"):
        written(model)
    assert len(waited) == 3


def test_a_slow_reply_is_given_up(service: Service, waited: list[float]) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        service.gone.wait(20)

    service.says(slow)
    model = EndpointModel(service.url, model="tiny", read_seconds=0.05, wait=waited.append)
    with pytest.raises(ModelError, match="not replied in time"):
        written(model)
    service.gone.set()
    assert (len(service.got), waited) == (1, [])


def test_the_service_sees_that_nobody_listens_any_more(service: Service, model: EndpointModel) -> None:
    def on_and_on(handler: BaseHTTPRequestHandler) -> None:
        for _ in range(2000):
            event(handler, {"choices": [{"delta": {"content": "on "}}]})
            time.sleep(0.005)

    service.says(stream(then=on_and_on))
    pieces = model.stream(CHAT, max_tokens=9)
    assert next(pieces).text == "on "
    assert not service.gone.is_set()
    pieces.close()  # type: ignore[attr-defined]  # a generator, though the protocol promises an iterator
    assert service.gone.wait(20)


def test_two_threads_are_served_at_once(service: Service, model: EndpointModel) -> None:
    both = threading.Barrier(2, timeout=20)
    service.says(stream(then=lambda handler: both.wait() and None))
    threads = [threading.Thread(target=written, args=(model,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not both.broken
    assert len(service.got) == 2
