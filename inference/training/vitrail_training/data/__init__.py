"""An endless supply of (caption, picture) pairs, composed from emoji sprites."""
