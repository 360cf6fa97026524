"""The chat model that runs in this process: a GGUF file under llama.cpp.

`model` is the `qa.chat_model.ChatModel` that others see; only `native` calls llama.cpp.
"""
