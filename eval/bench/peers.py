"""Files into the index of another library, with the same embedding model.

    python -m eval.bench.peers PEER MODEL FILE...

Prints the seconds, without those of loading the model. Run by `eval.bench.indexing` in an environment that holds
the peers, which are no dependency of this project.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

TOKENS = 128  # Pincite's own size, so that the same text is embedded; longer pieces would be cut by the model


def llama_index(model: str, files: Sequence[str]) -> float:
    """Read, split at sentences, embed and save, as its guide does."""
    from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    embedding = HuggingFaceEmbedding(model_name=model, device="cpu")
    embedding.get_text_embedding("warm")
    started = time.perf_counter()
    documents = SimpleDirectoryReader(input_files=list(files)).load_data()
    splitter = SentenceSplitter(chunk_size=TOKENS, chunk_overlap=0)
    index = VectorStoreIndex.from_documents(documents, embed_model=embedding, transformations=[splitter])
    with TemporaryDirectory() as scratch:
        index.storage_context.persist(scratch)
        return time.perf_counter() - started


def txtai(model: str, files: Sequence[str]) -> float:
    """Split at blank lines, as its guide does, embed, index the words as well, and save."""
    from txtai import Embeddings

    embeddings = Embeddings(path=model, content=True, hybrid=True, gpu=False)
    embeddings.batchtransform(["warm"])
    started = time.perf_counter()
    texts = (Path(file).read_text(encoding="utf-8").split("\n\n") for file in files)
    embeddings.index(paragraph.strip() for paragraphs in texts for paragraph in paragraphs if paragraph.strip())
    with TemporaryDirectory() as scratch:
        embeddings.save(scratch)
        return time.perf_counter() - started


PEERS: dict[str, Callable[[str, Sequence[str]], float]] = {"llama-index": llama_index, "txtai": txtai}


if __name__ == "__main__":
    sys.stdout.write(f"{PEERS[sys.argv[1]](sys.argv[2], sys.argv[3:]):.3f}\n")
