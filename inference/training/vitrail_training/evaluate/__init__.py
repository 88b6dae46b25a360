"""Measures a trained family for the model card."""
