"""Engines write text: transformers in this process, or an OpenAI-compatible server."""
