"""The parts of rich text: groups and control words, and the stories they tell."""
