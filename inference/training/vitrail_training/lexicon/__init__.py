"""The words that the bundled model knows, and those that mean the same, written beside its weights for Java to read."""
