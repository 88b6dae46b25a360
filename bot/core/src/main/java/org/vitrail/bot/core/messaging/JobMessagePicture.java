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
