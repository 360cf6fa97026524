"""What goes wrong in the work on one document, and was not foreseen, is that document's failure and no other's."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import DocumentError, PinciteError

logger = logging.getLogger(__name__)


@contextmanager
def blamed_on(source: str) -> Iterator[None]:
    """Turn any error that is no PinciteError into a DocumentError about `source`, and log where it was raised."""
    try:
        yield
    except PinciteError:
        raise
    except Exception as error:  # nobody foresaw it, so no narrower kind can be named
        logger.debug("%r", source, exc_info=True)
        raise DocumentError(
            f"{source}: cannot be indexed, through a fault of Pincite ({type(error).__name__}: {error}). "
            "Please report it with the document, or save that in another format and add it"
        ) from error
