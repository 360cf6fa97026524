"""Train the reader: `python -m eval.reader.train --public DIR --written FILE... --body DIR --out DIR`.

The same seed and data give the same weights on one machine. A checkpoint is written every five minutes; the same
command goes on from it. With `--start` another reader's weights are where it begins.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from eval.reader.batches import Batch, batched, tokenised
from eval.reader.data import alike_of, one_pass, read_items
from eval.reader.items import Item
from eval.reader.nearest import Alike
from eval.reader.network import HIDDEN, Judged, ReaderNetwork, load, save, with_body_of
from eval.reader.windows import window
from index.models.bert import whole_texts
from index.models.embed import SentenceTransformerEmbedder

BATCH = 16
SORTED = 100  # batches whose examples are sorted by length together
TOKENS = 256
GOLD = 2.0  # what a gold sentence counts against another one
FIRST = 0.15  # what it counts that a gold sentence is chosen among those of its passage, against each told apart
CHECKPOINT_SECONDS = 300
REPORT_STEPS = 100


def losses(judged: Judged, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the losses of sentences, passages, spans and polarity."""
    each = functional.binary_cross_entropy_with_logits(
        judged.sentences, batch.gold, pos_weight=torch.tensor(GOLD), reduction="none"
    )
    sentences = (each * batch.known).sum() / batch.known.sum() + FIRST * _first(judged.sentences, batch)
    passage = functional.binary_cross_entropy_with_logits(judged.passage, batch.label)
    marked, asked = batch.span[:, 0] >= 0, batch.yes >= 0
    outside = (batch.sentence < 0)[..., None]
    span = judged.span.masked_fill(outside, -1e4)[marked].transpose(1, 2)
    nothing = judged.passage.sum() * 0
    return (
        sentences,
        passage,
        functional.cross_entropy(span.reshape(-1, span.shape[-1]), batch.span[marked].reshape(-1))
        if marked.any()
        else nothing,
        functional.binary_cross_entropy_with_logits(judged.polarity[asked], batch.yes[asked].float())
        if asked.any()
        else nothing,
    )


def _first(odds: Tensor, batch: Batch) -> Tensor:
    """Return how far the gold sentences are from being chosen among all of their passage, in nats."""
    seen = odds.masked_fill(~batch.known, HIDDEN)
    answered = (batch.gold * batch.known).any(-1)
    if not answered.any():
        return odds.sum() * 0
    gold = seen.masked_fill(batch.gold == 0, HIDDEN)
    return (seen.logsumexp(-1) - gold.logsumexp(-1))[answered].mean()


def batches(
    items: Sequence[Item], tokenizer: Tokenizer, chance: random.Random, alike: Alike | None = None
) -> Iterator[Batch]:
    """Yield batches of examples of like length, pass after pass, without end."""
    while True:
        seen = one_pass(items, chance)
        for begin in range(0, len(seen), BATCH * SORTED):
            examples = [window(item, chance, alike) for item in seen[begin : begin + BATCH * SORTED]]
            pairs = [(example, tokenised(example, tokenizer, TOKENS)) for example in examples]
            pairs.sort(key=lambda pair: len(pair[1].ids))
            cut = [pairs[start : start + BATCH] for start in range(0, len(pairs), BATCH)]
            chance.shuffle(cut)
            for pair in cut:
                yield batched([example for example, _ in pair], [read for _, read in pair], tokenizer)


def train(options: argparse.Namespace) -> None:
    """Train for `options.steps` steps, the rate rising for a hundred and then falling to nothing."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    tokenizer = whole_texts(options.body / "tokenizer.json")
    network = with_body_of(options.body)
    if options.start:
        load(network, options.start)
    if options.frozen:
        for part in (network.positions, network.kinds, network.norm, network.layers[: options.frozen]):
            part.requires_grad_(False)
    flat = [weight for weight in network.parameters() if weight.requires_grad and weight.ndim < 2]
    matrices = [weight for weight in network.parameters() if weight.requires_grad and weight.ndim > 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.01}, {"params": flat, "weight_decay": 0.0}],
        lr=options.rate,
        betas=(0.9, 0.98),
    )
    done = _resume(options.out, network, optimizer)
    items = [item for item in read_items(options.public, options.written) if not item.held_out]
    alike = alike_of(items, SentenceTransformerEmbedder(options.body), options.out)
    _say(f"{len(items)} items, {done} steps done")
    chance = random.Random(options.seed + done)
    started = saved = time.monotonic()
    smooth: list[float] = []
    for step, batch in enumerate(batches(items, tokenizer, chance, alike), start=done):
        if step >= options.steps:
            break
        falling = max(0.0, 1 - step / options.steps)
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(1.0, (step + 1) / 100) * falling
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bfloat16):
            judged = network(batch)
        of = losses(judged.float(), batch)
        loss = 2 * of[0] + of[1] + 0.3 * of[2] + 0.5 * of[3]
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it so
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        now = [one.item() for one in of]
        smooth = now if not smooth else [0.98 * old + 0.02 * new for old, new in zip(smooth, now, strict=True)]
        if (step + 1) % REPORT_STEPS == 0:
            rate = (step + 1 - done) * BATCH / (time.monotonic() - started)
            _say(
                f"step {step + 1}: " + " ".join(f"{one:.4f}" for one in smooth) + f", {rate:.1f} examples a second"
            )
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            _checkpoint(options.out, network, optimizer, step + 1)
            saved = time.monotonic()
    _checkpoint(options.out, network, optimizer, options.steps)


def _checkpoint(folder: Path, network: ReaderNetwork, optimizer: torch.optim.Optimizer, steps: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "checkpoint.partial"
    torch.save({"steps": steps, "network": network.state_dict(), "optimizer": optimizer.state_dict()}, partial)
    partial.replace(folder / "checkpoint.pt")
    save(network, folder / "reader.safetensors")


def _resume(folder: Path, network: ReaderNetwork, optimizer: torch.optim.Optimizer) -> int:
    path = folder / "checkpoint.pt"
    if not path.is_file():
        return 0
    kept = torch.load(path)
    network.load_state_dict(kept["network"])
    optimizer.load_state_dict(kept["optimizer"])
    return int(kept["steps"])


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(prog="python -m eval.reader.train", description=(__doc__ or "").splitlines()[0])
    made.add_argument("--public", type=Path, required=True, help="folder of *.jsonl.gz")
    made.add_argument("--written", type=Path, nargs="*", default=[], help="files of written documents")
    made.add_argument("--body", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    made.add_argument("--out", type=Path, required=True, help="where checkpoint and weights go")
    made.add_argument("--start", type=Path, help="weights to begin with")
    made.add_argument("--steps", type=int, default=4000, help="batches of 16 (default: 4000)")
    made.add_argument("--rate", type=float, default=2e-4, help="the highest learning rate (default: 2e-4)")
    made.add_argument("--frozen", type=int, default=0, help="lowest layers that stay as they are (default: 0)")
    made.add_argument("--bfloat16", action="store_true", help="for processors that are faster with it")
    made.add_argument("--threads", type=int, default=2)
    made.add_argument("--seed", type=int, default=7)
    return made


if __name__ == "__main__":
    train(parser().parse_args())
