"""What a model thinks aloud: it is asked not to, and what it thinks all the same is no part of an answer."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qa_parts import ScriptedModel

from index.errors import ModelError
from index.library import Library
from qa.answer import Answer, Delta
from qa.assistant import Assistant
from qa.chat_model import Piece
from qa.llama.template import Template
from qa.thinking import spoken, without_thoughts

CHAT = ({"role": "system", "content": "Be brief."}, {"role": "user", "content": "When?"})
# As Qwen3 has it, less its tools; Granite and SmolLM3 go by other names, and DeepSeek begins the thought itself.
MESSAGES = (
    "{%- for message in messages %}\n"
    "    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}\n"
    "{%- endfor %}\n"
    "{%- if add_generation_prompt %}\n"
    "    {{- '<|im_start|>assistant\\n' }}\n"
)
QWEN3 = (
    MESSAGES + "    {%- if enable_thinking is defined and enable_thinking is false %}\n"
    "        {{- '<think>\\n\\n</think>\\n\\n' }}\n"
    "    {%- endif %}\n"
    "{%- endif %}"
)
GRANITE = MESSAGES + "    {%- if thinking or thinking is not defined %}{{- '<think>' }}{%- endif %}\n{%- endif %}"
DEEPSEEK = MESSAGES + "    {{- '<think>\\n' }}\n{%- endif %}"
PLAIN = MESSAGES + "{%- endif %}"
SAID = "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhen?<|im_end|>\n<|im_start|>assistant\n"


def rendered(template: str) -> str:
    return Template(template, begin="<s>", end="</s>", of="own.gguf").render(CHAT)


@pytest.mark.parametrize(
    ("template", "reply_begins_after"),
    [
        (PLAIN, ""),
        (QWEN3, "<think>\n\n</think>\n\n"),
        (GRANITE, ""),
        (DEEPSEEK, "<think>\n\n</think>\n\n"),
    ],
    ids=["plain", "qwen3", "granite", "deepseek"],
)
def test_a_model_that_can_think_is_asked_for_the_answer_at_once(template: str, reply_begins_after: str) -> None:
    assert rendered(template) == SAID + reply_begins_after


def test_a_template_has_what_templates_use() -> None:
    written = "{% for n in [1, 2, 3] %}{% if n == 2 %}{% continue %}{% endif %}{{ n }}{% endfor %}"
    assert rendered(written + "{{ bos_token }}{{ eos_token }}{{ tools is none }}") == "13<s></s>True"
    assert rendered("{{ strftime_now('%Y') }}").isdecimal()
    assert rendered("a{% generation %}{{ messages[1].content }}{% endgeneration %}b") == "aWhen?b"
    assert rendered("{% set n = 1 %}{% generation %}{% set n = 2 %}{% endgeneration %}{{ n }}") == "1"
    assert rendered("{{ {'é': '<b> & it\\'s'} | tojson }}") == '{"é": "<b> & it\'s"}'


@pytest.mark.parametrize(
    "broken",
    [
        "{% if %}",
        "{% generation %}",
        "{{ raise_exception('only user messages') }}",
        "{{ messages[7].content + 1 }}",
        "{{ 1 + 'a' }}",
        "{{ 1 / 0 }}",
        "{{ 'a' | dictsort }}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    ],
)
def test_a_template_that_cannot_be_used_is_an_error_that_names_the_file(broken: str) -> None:
    with pytest.raises(ModelError, match=r"own\.gguf cannot be used: .*another model"):
        rendered(broken)


def test_a_template_reaches_nothing_of_this_machine() -> None:
    with pytest.raises(ModelError):
        rendered("{{ messages.__class__.__mro__[1].__subclasses__() }}")


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        ("In 1902.", "In 1902."),
        ("<think>\n\n</think>\n\nIn 1902.", "In 1902."),
        ("<think>Maybe 1901?\nNo.</think>In 1902.", "In 1902."),
        ("Maybe 1901?</think>\n\nIn 1902.", "In 1902."),
        ("<think>Maybe 1901? I", ""),
        ("In 1902. <think>Or 1901?</think> It has four piers.", "In 1902. It has four piers."),
        ("In 1902.<thi", "In 1902.<thi"),
        ("5 < 6 and <b>", "5 < 6 and <b>"),
    ],
)
def test_what_was_thought_is_taken_out(reply: str, left: str) -> None:
    assert without_thoughts(reply) == left


def pieces(texts: Sequence[str]) -> Iterator[Piece]:
    yield from map(Piece, texts)


@given(
    st.text("ab <", max_size=5),
    st.text("xy <\n", max_size=5),
    st.text("cd <", max_size=5),
    st.sets(st.integers(1, 40)),
)
def test_nothing_that_was_thought_is_shown_while_it_is_written(
    before: str, thought: str, after: str, cuts: set[int]
) -> None:
    reply = f"{before}<think>{thought}</think>{after}"
    borders = [0, *sorted(cut for cut in cuts if cut < len(reply)), len(reply)]
    texts = [reply[start:end] for start, end in pairwise(borders)]
    shown = [piece.text for piece in spoken(pieces([*texts, ""]))]
    assert "".join(shown) == before + after.lstrip()
    assert len(shown) - len(texts) in (1, 2)  # a piece for each token, the end marker, and what was held back


def test_what_only_looked_like_a_thought_is_shown_at_the_end() -> None:
    assert [piece.text for piece in spoken(pieces(["5 <", " 6 <", ""]))] == ["5 ", "< 6 ", "", "<"]


@pytest.mark.parametrize(
    ("draft", "answer"),
    [
        (
            "<think> The harbour opened in 1901? </think> In 1902 the harbour opened.",
            "In 1902 the harbour opened. [1]",
        ),
        ("The harbour opened in 1901? </think> In 1902 the harbour opened.", "In 1902 the harbour opened. [1]"),
        ("<think> The harbour opened in 1901, or was it", "The harbour opened in 1902. [1]"),
    ],
    ids=["closed", "opened in the prompt", "never closed"],
)
def test_no_thought_reaches_an_answer(
    library: Library, write: Callable[[str, str], Path], draft: str, answer: str
) -> None:
    library.add([write("harbour.txt", "The harbour opened in 1902. It has four piers.")])
    events = list(Assistant(library, ScriptedModel(draft)).stream("When did the harbour open?"))
    assert isinstance(events[-1], Answer)
    assert events[-1].text == answer
    assert events[-1].tokens.completion == len(draft.split(" ")) + 1  # and the end
    if draft.startswith("<think>"):
        assert "1901" not in "".join(event.text for event in events if isinstance(event, Delta))
