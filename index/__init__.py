"""Articles to an index: text, zones, sentences, passages, vectors."""
