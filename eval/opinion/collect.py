"""What the model holds where sources state an answer: `python -m eval.opinion.collect FILE... --out DIR`.

The files are documents written for the reader (`*.jsonl`, with questions whose gold sentences are marked). Of each
document two questions choose four sentences as the reader would, one that is answered and one that is not; over
those every question is asked that they answer whole, or that comes near to them and is not answered. What is kept:
`seen.jsonl`, a line a question with its label and document, and `states.npy`, (questions, width). A run that was
broken off goes on where it last wrote. A question set with its documents is asked as in life.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.opinion.life import SHOWN, ask_in_life
from eval.reader.windows import TITLE_NAMED, naming
from index.models.files import DEFAULT_GENERATOR, model_path
from qa.llama.model import LlamaModel
from qa.prompt import chat
from qa.reader.model import TrainedReader
from qa.reader.protocol import Reader, ReadPassage
from qa.second_opinion import LAYER, STATED

ALSO_ELSEWHERE = 0.4  # how often a sentence of another document is shown too, and
ASKED_ELSEWHERE = 0.5  # how often a question of another document is asked
ANOTHER = 0.08  # how often an answered one names another document, and so is not
NOT_SHOWN, MOST_NOT_SHOWN = 0.3, 2  # how often a question is asked whose answer is not among the sentences
FEWEST_SENTENCES = 6
EVERY = 20  # documents after which what was seen is written
SEED = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question over `sources`, as the model reads them; `answered` where they state the answer."""

    document: str
    sources: str
    question: str
    answered: bool


def read_documents(files: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the documents of the files in an order that is always the same."""
    lines = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    documents = [one for one in lines if "questions" in one and len(one.get("sentences", ())) >= FEWEST_SENTENCES]
    random.Random(SEED).shuffle(documents)
    return documents


def examples(
    documents: Sequence[dict[str, Any]], number: int, reader: Reader, named: float = TITLE_NAMED
) -> Iterator[Asked]:
    """Yield what is asked over the document of that number; a share of `named` says what document it is about."""
    document, other = documents[number], documents[(number * 7 + 13) % len(documents)]
    chance = random.Random(number)
    sentences = document["sentences"]
    questions = [(one["q"], set(one["gold"]), True) for one in document["questions"]]
    questions += [(one["q"], set(one["near"]), False) for one in document["unanswerable"]]
    passage = ReadPassage(document["title"], tuple(sentences))
    judged = [reader.read(question, [passage])[0].sentences for question, *_ in questions]
    of_kind = [[place for place, one in enumerate(questions) if one[2] == answered] for answered in (False, True)]
    for odds in [judged[chance.choice(places)] for places in of_kind if places]:
        shown = set(np.argsort(-np.array(odds))[:SHOWN].tolist())
        asked = list(_over(questions, shown, chance))
        text = ""
        if chance.random() < ALSO_ELSEWHERE:
            sentence = other["sentences"][chance.randrange(len(other["sentences"]))]
            text = _text(other["title"], [sentence])
            last = min(shown, key=lambda place: odds[place])
            wanted: set[int] = set().union(*(places for _, places, _ in asked))
            if len(shown) == SHOWN and last not in wanted:
                shown = shown - {last}
        text = _text(document["title"], [sentences[place] for place in sorted(shown)]) + text
        naming_chance = random.Random(f"{number} named")
        for question, _, is_answered in asked:
            drawn = naming_chance.random() if named else 1.0
            if drawn < named:
                question = naming(question, document["title"], naming_chance)
            elif is_answered and drawn < named + ANOTHER:
                question, is_answered = naming(question, other["title"], naming_chance), False
            yield Asked(document["id"], text, question, is_answered)
        if other["questions"] and chance.random() < ASKED_ELSEWHERE:
            yield Asked(document["id"], text, chance.choice(other["questions"])["q"], False)


def _over(
    questions: Sequence[tuple[str, set[int], bool]], shown: set[int], chance: random.Random
) -> Iterator[tuple[str, set[int], bool]]:
    """Yield the questions that the sentences answer, or that they are near to, or a few that others answer."""
    others = 0
    for question, places, answered in questions:
        if answered and places <= shown:
            yield question, places, True
        elif not answered and (places & shown or not places):
            yield question, places, False
        elif answered and not places & shown and others < MOST_NOT_SHOWN and chance.random() < NOT_SHOWN:
            others += 1
            yield question, places, False


def _text(title: str, sentences: Sequence[str]) -> str:
    return f"[{title}] {' '.join(sentences)}\n\n"


class Seen:
    """What was seen so far, in a folder."""

    def __init__(self, folder: Path) -> None:
        """Go on from what is in the folder, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self._lines, self._states = folder / "seen.jsonl", folder / "states.npy"
        self.rows = self._lines.read_text(encoding="utf-8").splitlines() if self._lines.exists() else []
        self._held = list(np.load(self._states)) if self.rows else []

    def add(self, document: str, question: str, state: npt.NDArray[np.float32], *, answered: bool) -> None:
        """Keep what is held of a question."""
        row = {"document": document, "question": question, "answered": answered}
        self.rows.append(json.dumps(row, ensure_ascii=False))
        self._held.append(state.astype(np.float16))

    def write(self) -> None:
        """Write all of it, and say how much that is."""
        np.save(self._states, np.stack(self._held))
        self._lines.write_text("\n".join(self.rows), encoding="utf-8")
        sys.stdout.write(f"{len(self.rows)} questions\n")
        sys.stdout.flush()


def collect(documents: Sequence[dict[str, Any]], numbers: range, seen: Seen, named: float) -> None:
    """Ask over the documents of these numbers that were not seen yet; a share of `named` questions say which."""
    begun = {json.loads(row)["document"] for row in seen.rows}
    reader, model = TrainedReader(), LlamaModel(model_path(DEFAULT_GENERATOR))
    for number in numbers:
        if documents[number]["id"] in begun:
            continue
        for one in examples(documents, number, reader, named):
            state = model.look(chat(one.sources, one.question, STATED), layer=LAYER)
            seen.add(one.document, one.question, state, answered=one.answered)
        if (number + 1) % EVERY == 0 or number + 1 == numbers.stop:
            seen.write()


def collect_in_life(questions: Path, seen: Seen, folder: Path) -> None:
    """Ask the questions of a set as in life."""
    reader, model = TrainedReader(), LlamaModel(model_path(DEFAULT_GENERATOR))
    for held in ask_in_life(questions, folder, reader, model):
        one = held.question
        seen.add(one.documents[0] if one.documents else one.id, one.question, held.state, answered=one.answerable)
    seen.write()


def main() -> None:
    """Collect over the documents of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "files", nargs="+", type=Path, help="documents written for the reader, or one questions.jsonl"
    )
    parser.add_argument("--first", type=int, default=0, help="the first document's number (default %(default)s)")
    parser.add_argument("--documents", type=int, default=300, help="how many documents (default %(default)s)")
    parser.add_argument(
        "--named", type=float, default=TITLE_NAMED, help="share of questions that name their document"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for what was seen")
    given = parser.parse_args()
    seen = Seen(given.out)
    if given.files[0].name == "questions.jsonl":
        collect_in_life(given.files[0], seen, given.out / "life")
        return
    documents = read_documents(given.files)
    last = min(given.first + given.documents, len(documents))
    collect(documents, range(given.first, last), seen, given.named)


if __name__ == "__main__":
    main()
