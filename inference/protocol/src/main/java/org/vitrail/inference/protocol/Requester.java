package org.vitrail.inference.protocol;

/**
 * Who asked for a job, in the terms of the platform they asked on.
 *
 * @param platform the adapter that took the request, such as {@code web}
 * @param userId the person's id on that platform
 * @param displayName the name to show, empty if the platform has none
 * @param locale the language to answer in, as a language tag such as {@code en}
 */
public record Requester(String platform, String userId, String displayName, String locale) {
  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public Requester {
    Require.identifier("requester.platform", platform);
    Require.text("requester.userId", userId);
    Require.present("requester.displayName", displayName);
    Require.present("requester.locale", locale);
  }
}
