"""The VQGAN: pictures of 128 pixels to 16 by 16 tokens and back."""
