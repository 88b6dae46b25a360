package org.vitrail.bot.core.messaging;

import java.util.Arrays;

/**
 * A picture file in a message.
 *
 * @param name with its ending; the same name means the same picture
 * @param description for those who cannot see it
 * @param isSpoiler whether it is hidden until somebody asks for it
 */
public record JobMessagePicture(String name, byte[] bytes, String description, boolean isSpoiler) {
  private static final String STICKER = ".webp";

  /** What becomes a sticker where the platform has such. */
  static JobMessagePicture sticker(String jobId, byte[] webp, String description) {
    return new JobMessagePicture(jobId + STICKER, webp, description, false);
  }

  /** Whether it is one: 512 pixels on its longer side, with a transparent background. */
  public boolean isSticker() {
    return name.endsWith(STICKER);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JobMessagePicture that
        && name.equals(that.name)
        && description.equals(that.description)
        && isSpoiler == that.isSpoiler
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "NoticePicture[" + name + ", " + bytes.length + " bytes]";
  }
}
