package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.ImageTask.Draw;

class AspectRatioTest {
  @Test
  void a_ratio_is_read_in_lowest_terms() {
    assertThat(AspectRatio.read("1920:1080")).contains(new AspectRatio(16, 9));
    assertThat(new AspectRatio(32, 18)).hasToString("16:9");
    assertThat(new AspectRatio(7, 7)).isEqualTo(AspectRatio.SQUARE);
  }

  @Test
  void what_is_no_ratio_or_not_drawn_is_not_read() {
    for (String text : new String[] {"", "16", "16x9", "0:1", "1:0", "31:10", "1:4", "a:b"}) {
      assertThat(AspectRatio.read(text)).as(text).isEmpty();
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new AspectRatio(4, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new AspectRatio(1, 0));
  }

  @Test
  void large_pictures_count_by_their_size() {
    assertThat(new AspectRatio(16, 9).squares()).isEqualTo(16 / 9.);
    assertThat(new AspectRatio(1, 3).squares()).isEqualTo(3);
    assertThat(draw(4, "16:9").countedImages()).isEqualTo(8);
    assertThat(draw(9, "2:1").countedImages()).isEqualTo(18);
    assertThat(draw(9, "no shape").countedImages()).isEqualTo(9);
    assertThat(new Draw("a cat", 9, 1, Map.of()).countedImages()).isEqualTo(9);
    assertThat(new ImageTask.Upscale("job", 1).countedImages()).isOne();
  }

  private static Draw draw(int count, String aspect) {
    return new Draw("a cat", count, 1, Map.of("ar", aspect));
  }
}
