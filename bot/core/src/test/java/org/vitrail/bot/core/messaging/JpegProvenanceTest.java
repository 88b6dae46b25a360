package org.vitrail.bot.core.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.xmp.XmpDirectory;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.core.TestPictures;

/** Read by a library that has nothing to do with how it is written. */
class JpegProvenanceTest {
  private static final byte[] PNG = TestPictures.withProvenance(TestPictures.one("apple", 1, 64));

  @Test
  void a_jpeg_made_of_a_png_says_of_its_origin_what_the_png_says() throws Exception {
    JobMessage smaller = SmallerPicture.of(jobMessage(PNG), 1);
    byte[] jpeg = smaller.picture().orElseThrow().bytes();

    assertThat(sourceType(PNG)).isEqualTo(TestPictures.SOURCE_TYPE);
    assertThat(sourceType(jpeg)).isEqualTo(TestPictures.SOURCE_TYPE);
    assertThat(ImageIO.read(new ByteArrayInputStream(jpeg)).getWidth()).isEqualTo(256);
  }

  @Test
  void a_png_that_says_nothing_becomes_a_plain_jpeg() {
    byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9};

    assertThat(JpegProvenance.carry(TestPictures.one("apple", 1, 64), jpeg)).isSameAs(jpeg);
    for (int length = 0; length < PNG.length; length += 7) {
      JpegProvenance.carry(Arrays.copyOf(PNG, length), jpeg);
    }
  }

  @Test
  void a_smaller_picture_stays_a_spoiler() {
    JobMessage jobMessage = jobMessage(PNG);
    JobMessagePicture hidden = new JobMessagePicture("a.png", PNG, "", true);

    assertThat(SmallerPicture.of(jobMessage, 2).picture().orElseThrow().isSpoiler()).isFalse();
    assertThat(
            SmallerPicture.of(jobMessage.withPicture(hidden), 2)
                .picture()
                .orElseThrow()
                .isSpoiler())
        .isTrue();
  }

  private static JobMessage jobMessage(byte[] png) {
    return new JobMessage(
        "a",
        new JobMessage.Words("en", "", List.of(), ""),
        Optional.of(new JobMessagePicture("a.png", png, "", false)),
        Optional.empty(),
        false,
        List.of(),
        true);
  }

  private static String sourceType(byte[] file) throws Exception {
    Map<String, String> properties =
        ImageMetadataReader.readMetadata(new ByteArrayInputStream(file))
            .getFirstDirectoryOfType(XmpDirectory.class)
            .getXmpProperties();
    return properties.get("Iptc4xmpExt:DigitalSourceType");
  }
}
