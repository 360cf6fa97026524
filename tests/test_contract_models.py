"""What may be relied on of every embedder, chat model and reader, each promise asked of all of them."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from itertools import islice

import numpy as np
import pytest
from chat_service import Service, stream
from conftest import HashingEmbedder
from qa_parts import DOGS, SOUP, ScriptedModel, ToldReader, WordReader, written

from index.errors import ModelError
from index.models.embed import UNIT_TOLERANCE, Embedder
from index.models.files import DEFAULT_EMBEDDER, model_path
from qa.chat_model import ChatModel, Message, NoModel, why_no_model
from qa.reader.protocol import Judgement, Reader, ReadPassage

PATIENCE = 60.0


def real(name: str) -> object:
    """Mark an implementation that needs a real model."""
    return pytest.param(name, marks=pytest.mark.slow)


# Embedder.


@pytest.fixture(scope="module", params=["hashing", real("sentence-transformers"), real("numpy")])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    from index.models.embed import SentenceTransformerEmbedder
    from index.models.embed_quick import QuickEmbedder

    match request.param:
        case "hashing":
            return HashingEmbedder()
        case "numpy":
            return QuickEmbedder(model_path(DEFAULT_EMBEDDER))
        case _:
            return SentenceTransformerEmbedder(model_path(DEFAULT_EMBEDDER))


TEXTS = ("A cat sleeps on the mat.", "The parliament voted on the law. " * 20, "Why not?")


def test_vectors_have_length_one_and_the_dimension_that_is_told(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    query = embedder.embed_query("Where is the cat?")
    assert (vectors.shape, query.shape) == ((len(TEXTS), embedder.dimension), (embedder.dimension,))
    assert vectors.dtype == query.dtype == np.float32
    assert np.linalg.norm([*vectors, query], axis=1) == pytest.approx(1, abs=UNIT_TOLERANCE)


def test_of_no_text_come_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_vector_depends_on_its_text_alone(embedder: Embedder) -> None:
    together = embedder.embed_passages(TEXTS)
    alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    assert ((together * alone).sum(axis=1) > 0.999).all()


def test_a_question_is_near_what_answers_it(embedder: Embedder) -> None:
    cat, law, _ = embedder.embed_passages(TEXTS) @ embedder.embed_query("Does a cat sleep on a mat?")
    assert cat > law + 0.1


def test_nothing_of_a_text_that_is_too_long_is_lost(embedder: Embedder) -> None:
    first, last = "The harbour froze in winter. " * 40, "Bees make honey from clover. " * 40
    assert embedder.count_tokens(first + last) > embedder.max_tokens
    halves, whole = embedder.embed_passages([first, last]), embedder.embed_passages([first + last])[0]
    assert (halves @ whole > 0.6).all()


def test_tokens_are_counted_without_those_that_the_model_adds(embedder: Embedder) -> None:
    assert [embedder.count_tokens("word " * number) for number in (0, 1, 1000)] == [0, 1, 1000]
    assert embedder.max_tokens > 0


def test_an_embedder_is_named_and_told_by_its_weights(embedder: Embedder) -> None:
    assert embedder.name
    assert embedder.fingerprint == embedder.fingerprint != ""


# Chat model.


def says(service: Service, text: str) -> None:
    """Let a service say a text a word a piece, as much of it as it is asked for."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        words, most = text.split(" "), service.bodies[-1]["max_tokens"]
        pieces = [word if place == 0 else f" {word}" for place, word in enumerate(words[:most])]
        stream(*pieces, end="length" if len(words) >= most else "stop")(handler)

    service.says(reply)


@pytest.fixture(scope="module")
def llama() -> ChatModel:
    """Load the small model once."""
    from qa.llama.model import LlamaModel

    return LlamaModel(model_path("qwen2.5-coder-0.5b-instruct"), context_tokens=512)


@pytest.fixture(params=["scripted", "endpoint", real("llama")])
def chat_model(request: pytest.FixtureRequest, service: Service) -> ChatModel:
    from qa.endpoint.model import EndpointModel

    draft = "The inn serves soup until nine, and its dogs stay on a lead."
    match request.param:
        case "scripted":
            return ScriptedModel(draft)
        case "endpoint":
            says(service, draft)
            return EndpointModel(service.url, model="tiny")
        case _:
            model: ChatModel = request.getfixturevalue("llama")
            return model


def test_a_finished_reply_ends_with_the_end_marker_and_no_other_piece_is_empty(chat_model: ChatModel) -> None:
    *pieces, last = chat_model.stream(SOUP, max_tokens=40)
    assert last.text == ""
    assert 0 < len(pieces) < 40
    assert "nine" in "".join(piece.text for piece in pieces)


def test_a_reply_that_is_cut_has_as_many_pieces_as_asked_for_and_no_end_marker(chat_model: ChatModel) -> None:
    pieces = list(chat_model.stream(SOUP, max_tokens=3))
    assert len(pieces) == 3
    assert all(piece.text for piece in pieces)


def test_the_same_call_gives_the_same_text(chat_model: ChatModel) -> None:
    first = written(chat_model)
    written(chat_model, DOGS)
    assert written(chat_model) == first != ""


def asked_at_once(model: ChatModel, prompts: Sequence[tuple[Message, ...]]) -> list[str]:
    """Ask from a thread for each prompt; one that gets no reply in time leaves an empty text."""
    texts = [""] * len(prompts)

    def ask(place: int) -> None:
        texts[place] = written(model, prompts[place])

    threads = [threading.Thread(target=ask, args=(place,), daemon=True) for place in range(len(prompts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return texts


def test_after_a_stream_was_left_another_thread_may_ask(chat_model: ChatModel) -> None:
    expected = written(chat_model, DOGS)
    pieces = chat_model.stream(SOUP, max_tokens=16)
    assert len(list(islice(pieces, 2))) == 2
    pieces.close()  # type: ignore[attr-defined]  # a generator, though the protocol promises an iterator
    assert asked_at_once(chat_model, [DOGS]) == [expected]


def test_threads_that_ask_at_once_get_what_each_would_get_alone(chat_model: ChatModel) -> None:
    prompts = (SOUP, DOGS, SOUP, DOGS)
    alone = [written(chat_model, messages) for messages in prompts]
    assert asked_at_once(chat_model, prompts) == alone


def test_a_longer_prompt_has_more_tokens(chat_model: ChatModel) -> None:
    longer = (*SOUP, Message("assistant", "Until nine."))
    words = sum(len(message.text.split()) for message in SOUP)
    assert chat_model.count_tokens(longer) > chat_model.count_tokens(SOUP) >= words
    assert chat_model.name


def test_what_stands_for_a_model_says_that_there_is_none() -> None:
    model: ChatModel = NoModel("none")
    assert model.name == "none"
    with pytest.raises(ModelError, match="No language model is loaded"):
        model.count_tokens(SOUP)
    with pytest.raises(ModelError, match="No language model is loaded"):
        model.stream(SOUP, max_tokens=3)


def test_why_there_is_no_model_is_said_where_there_is_a_reason() -> None:
    assert why_no_model(NoModel("none", why="It is not here.")) == "It is not here."
    assert [why_no_model(one) for one in (NoModel("none"), None)] == ["", ""]


# Reader.


INN = ReadPassage("Inn", ("The harbour inn stands by the sea.", "The inn serves soup until nine."))
LAW = ReadPassage("Law", ("The parliament voted.", "Nobody was against the law."))
LONG = ReadPassage("Log", tuple(f"On day {number} the mill stood still." for number in range(300)))
QUESTION = "Until when does the inn serve soup?"


@pytest.fixture(scope="module")
def trained() -> Reader:
    from qa.reader.model import TrainedReader

    return TrainedReader()


@pytest.fixture(params=["words", "told", real("trained")])
def reader(request: pytest.FixtureRequest) -> Reader:
    match request.param:
        case "words":
            return WordReader()
        case "told":
            return ToldReader(sentences={INN.sentences[1]: 4.0}, passages={"Inn": 4.0, "Law": -4.0}, most=30)
        case _:
            reader: Reader = request.getfixturevalue("trained")
            return reader


def flat(judged: Sequence[Judgement]) -> list[float]:
    return [number for one in judged for number in (one.passage, one.yes, *one.sentences)]


def test_each_passage_is_judged_in_its_turn(reader: Reader) -> None:
    for ask in (reader.read, reader.check):
        inn, law, _ = ask(QUESTION, [INN, LAW, LONG])
        law_first, _, inn_last = ask(QUESTION, [LAW, LONG, INN])
        assert flat([inn, law]) == pytest.approx(flat([inn_last, law_first]), abs=1e-3)
        assert ask(QUESTION, []) == ()


def test_what_answers_is_above_what_does_not(reader: Reader) -> None:
    law, inn = reader.read(QUESTION, [LAW, INN])
    assert inn.passage > law.passage
    assert inn.sentences[1] > max(inn.sentences[0], *law.sentences)


def test_what_carries_a_statement_is_above_what_does_not(reader: Reader) -> None:
    law, inn = reader.check("The inn serves soup until nine.", [LAW, INN])
    assert inn.passage > law.passage
    assert inn.sentences[1] > max(law.sentences)


def test_the_first_sentences_are_judged_each_with_a_span_in_it(reader: Reader) -> None:
    for passage in (INN, LAW, LONG):
        (judged,) = reader.read(QUESTION, [passage])
        assert 0 < len(judged.sentences) == len(judged.spans) <= len(passage.sentences)
        for sentence, (start, end) in zip(passage.sentences, judged.spans, strict=False):
            assert 0 <= start < end <= len(sentence)
    assert len(reader.read(QUESTION, [INN])[0].sentences) == len(INN.sentences)


def test_threads_that_read_at_once_get_the_same_judgements(reader: Reader) -> None:
    expected = reader.read(QUESTION, [INN, LAW])
    with ThreadPoolExecutor(4) as pool:
        for judged in pool.map(lambda _: reader.read(QUESTION, [INN, LAW]), range(4)):
            assert flat(judged) == pytest.approx(flat(expected), abs=1e-3)
    assert reader.name
