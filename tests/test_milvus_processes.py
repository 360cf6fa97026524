"""Writers and readers in processes of their own on one library in Milvus."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_parts import EMBEDDER, sources

from index.adding.building import new_manifest
from index.store.opening import open_store

ROOT = Path(__file__).parents[1]
SECONDS = float(os.environ.get("PINCITE_MILVUS_SECONDS", "6"))
PATIENCE = 120.0
NAMES = 6
"""Documents of each writer, which it puts again and again."""

# A document is a number of sentences, all of which have the same word: what a reader sees has one word, and all.
WORK = """
import json, sys, time
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from store_parts import EMBEDDER, found, indexed, note
from index.errors import LibraryError
from index.store.opening import open_store

kind, place, seconds, mine = sys.argv[2], Path(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
store, end, done, torn = open_store(place), 0.0, 0, []
print("ready", flush=True)
sys.stdin.readline()
end = time.monotonic() + seconds
while time.monotonic() < end:
    if kind == "write":
        number = done % int(sys.argv[6])
        word = f"w{mine}x{done}"
        text = " ".join(f"Sentence {one} of {word} says {word} once more in row {one}." for one in range(40))
        with store.changing("add"):
            store.put(indexed(note(text, f"/{mine}/{number}.txt")), store.manifest().identity)
    else:
        for summary in store.documents():
            try:
                document = store.document(summary.id)
            except LibraryError as error:
                torn.append(str(error))
                continue
            words = {one for one in document.text.split() if one.startswith("w")}
            if len(words) != 1 or document.text.count("Sentence") != 40:
                torn.append(f"{document.source} has {words}")
        for hit in found(store, "sentence says once more", 24):
            text = hit.document.text
            if text[hit.passage.start : hit.passage.end][:8] != "Sentence" or text.count("Sentence") != 40:
                torn.append(f"a passage of {hit.document.source}")
    done += 1
store.close()
print(json.dumps({"kind": kind, "done": done, "torn": torn}))
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """Give a library on the server that PINCITE_MILVUS names, else on a server of milvus-lite, started for it."""
    pytest.importorskip("pymilvus", reason="needs pincite[milvus]")
    if not {"PINCITE_MILVUS", "PINCITE_MILVUS_SECONDS"} & set(os.environ):
        pytest.skip("milvus-lite's server refused connections in two of four runs: set PINCITE_MILVUS_SECONDS=6")
    if server := os.environ.get("PINCITE_MILVUS"):
        yield Path(f"milvus:{server}/together{time.time_ns()}")
        return
    pytest.importorskip("milvus_lite", reason="needs pincite[milvus]")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from milvus_lite.cmdline import main; main()", "server"]
    options = ["--data-dir", str(tmp_path / "team.db"), "--host", "127.0.0.1", "--port", str(port)]
    server_process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Path(f"milvus:http://127.0.0.1:{port}/together")
    finally:
        server_process.terminate()
        server_process.wait(PATIENCE)


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.1)


@pytest.mark.slow
def test_two_writers_and_four_readers_see_no_half_document(place: Path) -> None:
    open_store(place, lambda: new_manifest(EMBEDDER, 40)).close()
    kinds = ("write", "write", "read", "read", "read", "read")
    command = [sys.executable, "-c", WORK, str(ROOT)]
    workers = [
        subprocess.Popen(
            [*command, kind, str(place), str(SECONDS), str(number), str(NAMES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, kind in enumerate(kinds)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [json.loads(worker.communicate(timeout=PATIENCE + SECONDS)[0]) for worker in workers]
    sys.stderr.write(f"{told}\n")
    assert [one["torn"] for one in told] == [[]] * len(kinds)
    assert all(one["done"] > 0 for one in told)
    with closing(open_store(place)) as store:
        written = {
            f"/{number}/{name}.txt": () for number in (0, 1) for name in range(min(NAMES, told[number]["done"]))
        }
        assert sources(store) == written
