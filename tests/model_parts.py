"""What the tests of changing the model share: a table of tiny models, and what loads scripted ones."""

import hashlib
import threading
import weakref
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from qa_parts import ScriptedModel

from index.errors import ModelError
from index.models import files as models
from index.models.table import MODELS, Model, ModelFile
from qa.assistant import Assistant

LARGE, SMALL, ABSENT = "large", "small", "absent"


def tiny(name: str) -> Model:
    file = ModelFile(f"{name}-q4.gguf", len(name), hashlib.sha256(name.encode()).hexdigest(), ())
    return Model(name, "generator", "Apache-2.0", "nobody/it", "0" * 40, "", (file,))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of models: of the three in the table two are there."""
    table = {name: tiny(name) for name in (LARGE, SMALL, ABSENT)}
    monkeypatch.setattr(models, "MODELS", {**table, "embedder": MODELS["all-MiniLM-L6-v2"]})
    monkeypatch.setenv("PINCITE_MODELS", str(tmp_path / "models"))
    for name in (LARGE, SMALL):
        path = models.place(table[name])
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    return tmp_path / "models"


@dataclass
class Loader:
    """Loads scripted models, of any name but those in `broken`; `alive` gathers what was in memory at a load."""

    broken: str = ""
    loaded: list[str] = field(default_factory=list)
    alive: list[str] = field(default_factory=list)
    made: "list[weakref.ref[ScriptedModel]]" = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def load(self, named: str) -> ScriptedModel:
        self.reached.set()
        assert self.let_go.wait(30)
        self.loaded.append(named)
        self.alive += [model.name for one in self.made if (model := one()) is not None]
        if named in self.broken.split():
            raise ModelError(f"llama.cpp cannot load {named}")
        model = ScriptedModel("The visit lasted two days.", name=named)
        self.made.append(weakref.ref(model))
        return model


@pytest.fixture
def loader(assistant: Assistant) -> Loader:
    """Give what loads, at once, and has loaded the assistant's model."""
    loader = Loader()
    loader.let_go.set()
    assistant.model = loader.load(LARGE)
    return loader
