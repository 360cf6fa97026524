"""What is lost of a file when it is read, beside other extractors: `python -m eval.studies.losses --help`."""
