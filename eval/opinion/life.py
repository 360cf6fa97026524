"""The questions of a set, searched, read and shown to the model as in life, up to what its layer holds."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.run_library import open_library
from eval.sets.inputs import load
from eval.sets.questions import Question
from qa.evidence import choose
from qa.llama.model import LlamaModel
from qa.prompt import fitting, messages
from qa.question import understand
from qa.reader.protocol import Reader
from qa.reading import read
from qa.second_opinion import LAYER, STATED
from qa.verdict import SMALLEST

CANDIDATES, SHOWN, PROMPT_TOKENS = 24, 4, 600  # as an assistant has them


@dataclass(frozen=True, slots=True)
class Held:
    """What the model holds of a question (width,), and the reader's log-odds that it is answered."""

    question: Question
    reader: float
    state: npt.NDArray[np.float32]


def ask_in_life(questions: Path, out: Path, reader: Reader, model: LlamaModel) -> Iterator[Held]:
    """Yield what is held of each question; the set's library is made in `out`."""
    given = load(questions)
    with open_library(None, given, out) as library:
        for one in given.questions:
            question = understand(one.question, one.history)
            hits = library.search(question.query, k=CANDIDATES)
            reading = read(question.read_as, hits, reader, library.embedder)
            shown = fitting(model, question, choose(reading.candidates, sentences=SHOWN), tokens=PROMPT_TOKENS)
            state = model.look(messages(question, shown, instruction=STATED), layer=LAYER)
            probability = reading.verdict.probability
            yield Held(one, math.log(probability / max(1 - probability, SMALLEST)), state)
