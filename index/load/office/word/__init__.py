"""The parts of Word documents: the body, its styles, numbers and paragraphs."""
