"""The first source of model files: the Hugging Face Hub, at the revision the table pins."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url
from huggingface_hub.errors import XetDownloadError
from tqdm import tqdm

from index.errors import ModelError
from index.models.files import cache_folder, settle, sha256_of
from index.models.table import Model, ModelFile

_SECONDS = 5
# The Hub client lets errors of its HTTP library and (RuntimeError) of its native transfer library through.
_HUB_ERRORS = (OSError, httpx2.HTTPError, XetDownloadError, RuntimeError)


class _NoBar(tqdm):  # type: ignore[type-arg]  # tqdm is generic in its stubs only, not when it runs
    """A progress bar that shows nothing."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # whatever tqdm takes
        super().__init__(*arguments, **{**options, "disable": True})


def from_hub(model: Model, files: Sequence[ModelFile], *, progress: bool) -> None:
    """Fetch `files` from the Hub. Raises ModelError with the reason alone when that cannot be done."""
    staging = cache_folder() / f"{model.name}.hub"
    try:
        # The download retries for half a minute before it gives up, so one plain request comes first.
        get_hf_file_metadata(
            hf_hub_url(model.repository, files[0].path, revision=model.revision), timeout=_SECONDS
        )
        for file in files:
            arrived = hf_hub_download(
                model.repository,
                file.path,
                revision=model.revision,
                local_dir=staging,
                etag_timeout=_SECONDS,
                tqdm_class=None if progress else _NoBar,
            )
            settle(Path(arrived), model, file, sha256_of(Path(arrived)))
    except _HUB_ERRORS as error:
        raise ModelError(f"{model.repository} at {model.revision[:8]}: {error}") from error
    shutil.rmtree(staging)
