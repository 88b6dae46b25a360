"""CLIP in OpenAI's layout: one ranks the pictures, another, of another seed and width, only judges."""
