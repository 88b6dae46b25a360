package org.vitrail.config;

/** Entries of a catalogue, for tests that make a mistake in one. */
public final class SampleEntries {
  /** The body of an entry, without a folder. */
  public static final String MINI =
      """
      title: Mini
      description: Pictures of many things.
      licence: Apache-2.0
      family: dalle-mini
      pixels: unit
      files:
        tokenizer: tokenizer.json
        encoder: encoder.safetensors
        decoder: decoder.safetensors
        dalleConfig: config.json
        vqgan: vqgan.safetensors
        vqganConfig: vqgan.json
      defaults:
        guidance: 10
        temperature: 1.0
        topK: 256
        topP: 0.9
        imageCount: 4
      """;

  private SampleEntries() {}
}
