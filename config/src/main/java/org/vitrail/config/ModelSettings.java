package org.vitrail.config;

/** Which model answers a request that names none. */
public record ModelSettings(
    @Key("default") @Allowed("a model's id from models.yaml, such as bundled") String defaultId) {
  public ModelSettings {
    Check.that(ModelEntry.isId(defaultId), ModelSettings.class, "defaultId", defaultId);
  }
}
