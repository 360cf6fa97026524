"""The language model that answers for a whole server, and how another takes its place, one in memory at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ModelError
from index.models.files import cache_folder, generators, model_path
from qa.chat_model import ChatModel, NoModel
from qa.llama.loading import llama_loader
from qa.llama.speed import speeds

if TYPE_CHECKING:
    from qa import Assistant


def loaded(named: str) -> ChatModel:
    """Return the model of a name of the table, or of a GGUF file. The one before goes as soon as nobody has it.

    Raises ModelError.
    """
    path = model_path(named)
    load_model = llama_loader()
    load_model.cache_clear()
    return load_model(path)


class Generator:
    """The model of an assistant, `named` as in the table or by its file, if any, and what may take its place."""

    def __init__(
        self, assistant: "Assistant", named: str | None, load: Callable[[str], ChatModel] = loaded
    ) -> None:
        """Begin with the model that the assistant has."""
        self.named = named
        self._first = named
        self._assistant = assistant
        self._load = load

    def choices(self) -> dict[str, str]:
        """Return what may be chosen, each in words: what is on this machine, and the file named at the start."""
        paths = {state.model.name: state.path for state in generators() if not state.missing}
        if self._first is not None:
            paths.setdefault(self._first, Path(self._first).expanduser())
        return {named: _described(named, path) for named, path in paths.items() if path.is_file()}

    def missing(self) -> tuple[str, ...]:
        """Return the measured generators of the table that are not on this machine."""
        return tuple(one.model.name for one in generators() if one.missing and not one.model.unmeasured)

    def change(self, named: str) -> None:
        """Load another model, for which the present one leaves the memory; not while a question is answered.

        Raises ModelError when it is none of the choices or cannot be loaded: the one before answers on.
        """
        if named not in self.choices():
            raise ModelError(f"{named!r} is not on this machine: `pincite models list` tells what is.")
        model_path(named)  # looks for the file, and into it, while the present one is still there
        before = NoModel("none") if self.named is not None else self._assistant.model
        self._assistant.model = NoModel(f"loading {named}")
        try:
            self._assistant.model = self._load(named)
            self.named = named
        finally:
            if isinstance(self._assistant.model, NoModel):
                self._assistant.model = before  # should the one before not load either
                if self.named is not None:
                    self._assistant.model = self._load(self.named)


def _described(named: str, path: Path) -> str:
    words = f"{Path(named).name}, {path.stat().st_size / 1e6:,.0f} MB"
    speed = speeds(cache_folder()).get(path.name)
    return words if speed is None else f"{words}, writes {speed.writing:.0f} tokens a second"
