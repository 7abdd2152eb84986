"""What the crawler is made of: it knows HAL, JSON Schema and the registered formats, and nothing of the server."""
