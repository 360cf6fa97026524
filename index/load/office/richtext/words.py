"""The control words of rich text that matter to its text (RTF 1.9.1), and the encodings of its fonts."""

SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "\u2014", "endash": "\u2013", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005", "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c",
    "rdblquote": "\u201d", "softline": "\n", "lbr": "\n",
}  # fmt: skip
ESCAPED = {"~": "\xa0", "_": "\u2011", "{": "{", "}": "}", "\\": "\\"}
# What a group tells, by the word it begins with: text beside the text.
STORIES = {
    "footnote": "note", "annotation": "comment", "shptxt": "box", "dptxbxtext": "box", "listtext": "label",
    "pntext": "label", "header": "running", "headerl": "running", "headerr": "running", "headerf": "running",
    "footer": "running", "footerl": "running", "footerr": "running", "footerf": "running", "title": "title",
    "author": "author", "atnauthor": "remarker",
}  # fmt: skip
# Groups that hold no text of the document. Each begins with its word.
_SILENT = """
aftncn aftnsep aftnsepc annotation atndate atnicn atnid atnparent atnref atntime atrfend atrfstart
background bkmkend bkmkstart blipuid buptim category colorschememapping colortbl comment company creatim
datafield datastore defchp defpap do docvar ebcend ebcstart factoidname falt fchars filetbl fldinst
fldtype fname fontemb fontfile fonttbl formfield ftncn ftnsep ftnsepc generator gridtbl hlinkbase htmltag
info keywords latentstyles lchars levelnumbers leveltext lfolevel list listlevel listname listoverride
listoverridetable listpicture listtable liststylename lsdlockedexcept mailmerge manager mmath moMath
mhtmltag nextfile nonesttables objalias objclass objdata objname objsect objtime oldcprops oldpprops
oldsprops oldtprops oleclsid operator panose passwordhash password pgp pgptbl picprop pict pn pnseclvl
pntxta pntxtb printim private propname protend protstart protusertbl pxe revtbl revtim rsidtbl rxe shp
shpgrp shpinst shprslt sn sp staticval stylesheet subject sv svb tc template themedata txe upr userprops
wgrffmtfilter windowcaption writereservation writereservhash xe xform xmlattrname xmlattrvalue xmlclose
xmlname xmlnstbl xmlopen
"""
SILENT = frozenset(_SILENT.split())
# What may stand starred in a text without making its group one to pass over.
NO_GROUPS = frozenset({"cs", "ds", "ts", "s", "loch", "hich", "dbch", "f", "ud", "nesttableprops", "shppict"})
CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 81: "mac_arabic", 83: "mac_greek", 84: "mac_cyrillic", 86: "mac_romanian",
    88: "cp874", 89: "mac_latin2", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
OF_WHOLE_FILES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
