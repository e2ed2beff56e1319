"""Claims written by a chat model, each checked against the words it cites before anybody sees it."""
