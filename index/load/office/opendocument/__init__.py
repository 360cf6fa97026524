"""The parts of OpenDocument texts and slides: the body, its styles, objects and frames."""
