"""Pages that are pictures: their text by character recognition (OCR), and where on the picture each word stands.

`engine` reads a picture, `order` puts what it saw into lines in reading order, `images` loads picture files, and
`kept` is the form in which a document keeps the places of its words.
"""
