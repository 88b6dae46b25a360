"""The transformer from text to image tokens, in DALL-E mini's architecture."""
