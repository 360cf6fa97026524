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

from index.models.files import model_path
from qa.chat_model import ChatModel, Message
from qa.endpoint.model import EndpointModel
from qa.llama.model import LlamaModel
from ui.serve.listening import held_port

pytestmark = pytest.mark.slow

START_SECONDS = 120
FACTS = "Sources:\nThe harbour inn serves soup until nine. Dogs must be kept on a lead.\n\n"
ASKED = "Question: Until when is soup served?\nAnswer in one short sentence."
SOUP = (Message("system", "You answer questions about documents."), Message("user", f"{FACTS}{ASKED}"))


@contextmanager
def serve(*, log: IO[str]) -> Iterator[str]:
    """Run the service on a port of its own until it is no longer needed, and give its address."""
    with held_port("127.0.0.1", 8950) as port:
        pass
    model = model_path("qwen2.5-coder-0.5b-instruct")
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--n_ctx", "512"]
    command += ["--port", str(port), "--n_threads", str(os.cpu_count())]
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


def test_a_service_says_what_the_same_model_says_here(tmp_path: Path) -> None:
    text = written(LlamaModel(model_path("qwen2.5-coder-0.5b-instruct"), context_tokens=512), SOUP)
    with (tmp_path / "log").open("w") as log, serve(log=log) as url:
        model = EndpointModel(url)
        assert written(model, SOUP) == text
        stream = model.stream(SOUP, max_tokens=200)
        next(stream)
        stream.close()  # type: ignore[attr-defined]  # a generator, though the protocol promises an iterator
        assert written(model, SOUP) == text
