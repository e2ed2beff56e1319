"""The assistant: a question becomes an Answer."""
