package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A file that is attached to a message or given to a command, served under its url.
 *
 * @param description what it says to those who cannot see it; may be empty
 */
public record FakeAttachment(
    long id, String filename, String contentType, String description, byte[] bytes, String url) {

  ObjectNode json() {
    ObjectNode json =
        DiscordJson.object()
            .put("id", String.valueOf(id))
            .put("filename", filename)
            .put("size", bytes.length)
            .put("content_type", contentType)
            .put("url", url)
            .put("proxy_url", url);
    if (!description.isEmpty()) {
      json.put("description", description);
    }
    if (contentType.startsWith("image/")) {
      addImageSize(json);
    }
    return json;
  }

  FakeAttachment withDescription(String newDescription) {
    return new FakeAttachment(id, filename, contentType, newDescription, bytes, url);
  }

  /** Reads the image's header only; a file that is no image gets no size, as with Discord. */
  private void addImageSize(ObjectNode json) {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (readers.hasNext()) {
        ImageReader reader = readers.next();
        reader.setInput(in);
        json.put("width", reader.getWidth(0)).put("height", reader.getHeight(0));
        reader.dispose();
      }
    } catch (IOException noImage) {
      json.remove("width");
    }
  }

  @Override
  public String toString() {
    return filename + " (" + bytes.length + " bytes)";
  }
}
