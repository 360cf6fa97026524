"""The reader of PDF files: from PDFium's lines to paragraphs, a step a module.

`document` is the way in: `lines` as PDFium sees them, their `columns`, what stands at the `edges`, and the
`paragraphs`. Only `lines` and `document` know PDFium.
"""
