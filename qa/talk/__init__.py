"""What a conversation brings that is no plain question: small talk, follow-ups, summaries, what there is.

By rules, without the language model. A rule may leave a message alone, but never take a question about the
documents for something else.
"""
