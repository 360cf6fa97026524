"""Rich text as Outlook compresses it (MS-OXRTFCP): pieces that stood before are told by place and length."""

import struct

from index.errors import DocumentError

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_MOST = 64 * 1024 * 1024
# What the window holds at first, as the format has it.
_BEGINNING = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def rich_text(data: bytes) -> bytes:
    """Return rich text as an .rtf file has it. Raises DocumentError if the data is broken."""
    if len(data) < 16 or data[8:12] not in (_COMPRESSED, _PLAIN):
        raise DocumentError("is broken: its text is no compressed rich text. Save it from Outlook again")
    (size,) = struct.unpack_from("<I", data, 4)
    if data[8:12] == _PLAIN:
        return data[16 : 16 + size]
    window = bytearray(_BEGINNING.ljust(_WINDOW, b"\0"))
    at, written, source = len(_BEGINNING), bytearray(), iter(data[16:])
    try:
        while len(written) < min(size, _MOST):
            flags = next(source)
            for bit in range(8):
                if not flags >> bit & 1:
                    piece = bytes([next(source)])
                else:
                    pair = next(source) << 8 | next(source)
                    start, length = pair >> 4, (pair & 15) + 2
                    if start == at:
                        return bytes(written)
                    piece = b""
                for number in range(len(piece) or length):
                    letter = piece[0] if piece else window[(start + number) % _WINDOW]
                    window[at] = letter
                    at = (at + 1) % _WINDOW
                    written.append(letter)
    except StopIteration:  # it was cut: what there is of it is read
        pass
    return bytes(written)
