package org.vitrail.config;

/**
 * How published models are downloaded.
 *
 * @param offline whether nothing is downloaded: what is missing is named instead
 */
public record DownloadSettings(
    boolean offline, @Allowed("1 to 16 files at once") int parallelDownloads) {
  public DownloadSettings {
    Check.that(
        Check.within(1, parallelDownloads, 16),
        DownloadSettings.class,
        "parallelDownloads",
        parallelDownloads);
  }
}
