"""A real service, llama.cpp's own, over the small model, beside the same model in this process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx2
import pytest

from index.models import model_path
from qa.chat_model import ChatModel, Message
from qa.endpoint import EndpointModel
from qa.endpoint_reply import SAYS_NO, SAYS_YES
from qa.llama import LlamaModel
from ui.listening import held_port

pytestmark = pytest.mark.slow

START_SECONDS = 120
FACTS = "Sources:\nThe harbour inn serves soup until nine. Dogs must be kept on a lead.\n\n"
INSTRUCTIONS = (
    "Answer in one short sentence.",
    "Do the sources state the answer to this question? Reply Yes or No.",
)


def chat(question: str, instruction: str) -> tuple[Message, ...]:
    asked = Message("user", f"{FACTS}Question: {question}\n{instruction}")
    return (Message("system", "You answer questions about documents."), asked)


@contextmanager
def serve(*, logits: bool, log: IO[str]) -> Iterator[str]:
    """Run the service on a port of its own until it is no longer needed, and give its address."""
    with held_port("127.0.0.1", 8950) as port:
        pass
    model = model_path("qwen2.5-coder-0.5b-instruct")
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--n_ctx", "512"]
    command += ["--port", str(port), "--logits_all", str(logits), "--n_threads", str(os.cpu_count())]
    with subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            url = f"http://127.0.0.1:{port}/v1"
            started = time.monotonic()
            while not is_up(url):
                assert process.poll() is None
                assert time.monotonic() - started < START_SECONDS
                time.sleep(0.2)
            yield url
        finally:
            process.terminate()


def is_up(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/models", trust_env=False).is_success
    except httpx2.HTTPError:
        return False


def written(model: ChatModel, messages: tuple[Message, ...]) -> str:
    return "".join(piece.text for piece in model.stream(messages, max_tokens=24))


@pytest.mark.parametrize("logits", [True, False])
def test_a_service_says_what_the_same_model_says_here(tmp_path: Path, logits: bool) -> None:
    questions = ("Until when is soup served?", "Who was the first king of Norway?")
    here = LlamaModel(model_path("qwen2.5-coder-0.5b-instruct"), context_tokens=512)
    expected = [here.probability_of_yes(chat(question, INSTRUCTIONS[1])) for question in questions]
    text = written(here, chat(questions[0], INSTRUCTIONS[0]))
    with (tmp_path / "log").open("w") as log, serve(logits=logits, log=log) as url:
        model = EndpointModel(url)
        got = [model.probability_of_yes(chat(question, INSTRUCTIONS[1])) for question in questions]
        assert model.weighs is logits
        assert written(model, chat(questions[0], INSTRUCTIONS[0])) == text
        stream = model.stream(chat(questions[0], INSTRUCTIONS[0]), max_tokens=200)
        next(stream)
        stream.close()  # type: ignore[attr-defined]  # a generator, though the protocol promises an iterator
        assert written(model, chat(questions[0], INSTRUCTIONS[0])) == text
    if logits:
        assert got == pytest.approx(expected, abs=0.05)  # sums in another order
    else:
        assert got == [SAYS_YES if probability > 0.5 else SAYS_NO for probability in expected]
