"""The chat model that runs elsewhere: any service with OpenAI's chat API (llama.cpp's server, vLLM, Ollama)."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import PurePosixPath
from typing import Any

import httpx2

from index.errors import EndpointError, ModelError
from qa.chat_model import Message, Piece
from qa.endpoint.http import READ_SECONDS, Endpoint
from qa.endpoint.reply import first_choice, said
from qa.endpoint.text import estimated_tokens, harmless

CHAT = "chat/completions"

# What some services refuse (HTTP 400, 422): it is left out then. Some would punish the words of the sources, and
# some models would think aloud first.
_OPTIONAL: Mapping[str, Any] = {"repeat_penalty": 1.0, "chat_template_kwargs": {"enable_thinking": False}}
_UNKNOWN_FIELD = frozenset({400, 422})


class EndpointModel:
    """A model behind an address. The likeliest token, always, as far as the service keeps to temperature 0.

    Threads do not wait for one another here; the service may have a queue.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str | None = None,
        key: str | None = None,
        read_seconds: float = READ_SECONDS,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the service's address; without a model's name, the first of its list is used.

        `read_seconds` is how long each piece of a reply is waited for, `wait` what passes the time between two
        tries. Raises ModelError when the service is asked for its list and does not give it.
        """
        self._endpoint = Endpoint(url, key=key, read_seconds=read_seconds, wait=wait)
        self._model = model or self._first_model()
        self._optional = _OPTIONAL
        self.host = self._endpoint.host
        self.is_here = self._endpoint.is_here
        self.encrypted = self._endpoint.encrypted
        named = PurePosixPath(self._model).name if self._model.startswith("/") else self._model
        self.name = f"{named} at {self.host}"

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return an estimate of a prompt's length: the service does not tell its tokenizer."""
        return sum(estimated_tokens(message.text) for message in messages)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply as it comes; closing it ends the request.

        Raises QuestionError when the prompt is too long for the model, ModelError when the service fails.
        """
        reply = self._send(messages, max_tokens=max_tokens, stream=True)
        with closing(self._endpoint.events(reply)) as events:  # type: ignore[type-var]  # a generator
            for event in events:
                choice = first_choice(event)
                if text := said(choice):
                    yield Piece(text)
                if reason := choice.get("finish_reason"):
                    if reason != "length":
                        yield Piece("")
                    return
        raise ModelError(f"The reply of {self.host} broke off before its end. Ask again.")

    def _send(self, messages: Sequence[Message], **settings: object) -> httpx2.Response:
        body = {
            "model": self._model,
            "messages": [{"role": one.role, "content": harmless(one.text)} for one in messages],
            "temperature": 0,
            **settings,
        }
        if self._optional:
            try:
                return self._endpoint.post(CHAT, {**body, **self._optional})
            except EndpointError as error:
                if error.status not in _UNKNOWN_FIELD:
                    raise
        reply = self._endpoint.post(CHAT, body)
        self._optional = {}
        return reply

    def _first_model(self) -> str:
        models = self._endpoint.get("models").get("data")
        if isinstance(models, list) and models and isinstance(models[0], dict) and models[0].get("id"):
            return str(models[0]["id"])
        raise ModelError(f"{self._endpoint.host} lists no model. Load one there, or name it with --model.")
