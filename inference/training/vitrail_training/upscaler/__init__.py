"""The upscaler, four times, trained on the VQGAN's own output."""
