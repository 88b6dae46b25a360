"""The training recipe of Vitrail's bundled text-to-image models."""
