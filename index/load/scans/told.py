"""What people are told of pages that are pictures."""

HOW_TO_INSTALL = "Install character recognition with `pip install 'pincite[ocr]'`"


def told(*, empty: int, doubtful: int) -> tuple[str, ...]:
    """Return what was left out of the pages that were read: those without text, and lines too unclear to read."""
    pages = f"{empty} pictures of pages, on which" if empty > 1 else "1 picture of a page, on which"
    lines = f"{doubtful} lines" if doubtful > 1 else "1 line"
    found = []
    if empty:
        found.append(f"{pages} no text was found")
    if doubtful:
        found.append(f"{lines} of a picture, too unclear to read")
    return tuple(found)
