"""E-mails as Outlook saves them, made from scratch: OLE files (MS-CFB) with a stream for each property."""

import struct
from datetime import UTC, datetime

Tree = dict[str, "bytes | Tree"]
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _MINI, _CUT = 512, 64, 4096


def ole(tree: Tree) -> bytes:
    """Return an OLE file of these streams and storages."""
    entries: list[list[object]] = [["Root Entry", 5, _NONE, _END, 0]]  # name, kind, child, start, size
    right: dict[int, int] = {}
    large: list[tuple[int, bytes]] = []
    small = bytearray()
    mini_fat: list[int] = []

    def add(content: Tree, parent: int) -> None:
        before = None
        for name in sorted(content, key=lambda one: (len(one), one.upper())):
            value, number = content[name], len(entries)
            entries.append([name, 2 if isinstance(value, bytes) else 1, _NONE, 0, 0])
            if before is None:
                entries[parent][2] = number
            else:
                right[before] = number
            before = number
            if isinstance(value, dict):
                add(value, number)
            elif len(value) >= _CUT:
                large.append((number, value))
            else:
                count = -(-len(value) // _MINI)
                first = len(mini_fat)
                entries[number][3:] = [first if count else _END, len(value)]
                mini_fat.extend([*range(first + 1, first + count), _END] if count else [])
                small.extend(value.ljust(count * _MINI, b"\0"))

    add(tree, 0)
    body, fat = bytearray(), []

    def put(data: bytes) -> int:
        first, count = len(fat), -(-len(data) // _SECTOR)
        fat.extend([*range(first + 1, first + count), _END] if count else [])
        body.extend(data.ljust(count * _SECTOR, b"\0"))
        return first if count else _END

    for number, value in large:
        entries[number][3:] = [put(value), len(value)]
    entries[0][3:] = [put(bytes(small)), len(small)]
    mini_start = put(b"".join(struct.pack("<I", one) for one in mini_fat).ljust(_SECTOR, b"\xff"))
    mini_count = -(-max(1, len(mini_fat) * 4) // _SECTOR)
    directory = b""
    for number, (name, kind, child, start, size) in enumerate(entries):
        wide = f"{name}\0".encode("utf-16-le")
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ",
            wide, len(wide), kind, 1, _NONE, right.get(number, _NONE), child, bytes(16), 0, 0, 0, start, size,
        )  # fmt: skip
    directory_start = put(directory)
    fats = 1
    while (len(fat) + fats) * 4 > fats * _SECTOR:
        fats += 1
    table = [*fat, *[_FAT] * fats]
    places = [len(fat) + number for number in range(fats)]
    body.extend(b"".join(struct.pack("<I", one) for one in table).ljust(fats * _SECTOR, b"\xff"))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6),
        0, fats, directory_start, 0, _CUT, mini_start, mini_count, _END, 0,
    )  # fmt: skip
    return header + struct.pack("<109I", *places, *[_FREE] * (109 - fats)) + bytes(body)


def item(
    properties: dict[int, str | bytes | int | datetime], *, header: int = 8, inside: Tree | None = None
) -> Tree:
    """Return a message (`header` 32, an attached one 24), a recipient or an attachment as a storage."""
    streams: Tree = dict(inside or {})
    table = bytearray(header)
    for number, value in properties.items():
        if isinstance(value, str | bytes):
            kind = 0x001F if isinstance(value, str) else 0x0102
            content = value.encode("utf-16-le") if isinstance(value, str) else value
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = content
            table += struct.pack("<HHIII", kind, number, 6, len(content), 0)
        elif isinstance(value, int):
            table += struct.pack("<HHIII", 3, number, 6, value, 0)
        else:
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            table += struct.pack("<HHIQ", 0x0040, number, 6, ticks)
    streams["__properties_version1.0"] = bytes(table)
    return streams


def message(
    properties: dict[int, str | bytes | int | datetime],
    *parts: Tree,
    to: tuple[tuple[str, str], ...] = (),
    attached: bool = False,
    named: dict[int, int] | None = None,
) -> Tree:
    """Return a message with attachments and receivers; `named` are the names of its properties from 0x8000 on."""
    inside: Tree = {f"__attach_version1.0_#{number:08X}": part for number, part in enumerate(parts)}
    for number, (name, address) in enumerate(to):
        inside[f"__recip_version1.0_#{number:08X}"] = item({0x3001: name, 0x39FE: address, 0x0C15: 1 + number})
    if named:
        entries = b"".join(struct.pack("<IHH", name, 0, index) for index, name in named.items())
        inside["__nameid_version1.0"] = {"__substg1.0_00030102": entries}
    return item(properties, header=24 if attached else 32, inside=inside)


MSG = ole(
    message(
        {
            0x001A: "IPM.Note",
            0x0037: "The new pump",
            0x0C1A: "Ida Bøe",
            0x5D01: "ida@example.net",
            0x0039: datetime(2031, 3, 4, 9, 12, tzinfo=UTC),
            0x1000: "The pump costs 480 crowns.\r\n\r\nIt comes on Friday.",
        },
        item({0x3707: "list.txt", 0x370E: "text/plain", 0x3701: b"The list has four lines."}),
        to=(("Ole Vang", "ole@example.net"),),
    )
)
