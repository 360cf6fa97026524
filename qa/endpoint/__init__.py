"""The chat model that runs elsewhere: any service with OpenAI's chat API.

`model` is the `qa.chat_model.ChatModel` that others see; only `http` asks the network, and only the address
that was named.
"""
