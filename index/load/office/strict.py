"""Office files in the strict form of the standard (ISO/IEC 29500), brought into the usual one.

They differ in the names of their namespaces and relations, and what reads them knows the usual ones only.
"""

import io
import re
import zipfile

from index.load.zip import BROKEN_ZIP

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/([\w/]*)")
_NAMES = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
_MARK = b"http://purl.oclc.org/ooxml/officeDocument/relationships"


def usual_form(data: bytes) -> bytes:
    """Return a file with the usual names; one that has these already, or is damaged, as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "_rels/.rels" not in archive.namelist() or _MARK not in archive.read("_rels/.rels"):
                return data
            changed = io.BytesIO()
            with zipfile.ZipFile(changed, "w", zipfile.ZIP_STORED) as usual:
                for member in archive.infolist():
                    content = archive.read(member)
                    is_xml = member.filename.endswith((".xml", ".rels"))
                    usual.writestr(member.filename, _STRICT.sub(_usual, content) if is_xml else content)
    except BROKEN_ZIP:
        return data
    return changed.getvalue()


def _usual(name: re.Match[bytes]) -> bytes:
    rest = b"/".join(_NAMES.get(part, part) for part in name[2].split(b"/"))
    return b"http://schemas.openxmlformats.org/%s/2006/%s" % (name[1], rest)
