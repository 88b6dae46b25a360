package org.vitrail.bot.initimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.initimage.InitImageException.Reason;
import org.vitrail.bot.initimage.format.Deadline;

/** Nothing that a file does reaches the process that reads it. */
class HostilePicturesTest {
  /** What each may do to the process: less than a third of what the product's has. */
  private static final String HEAP = "-Xmx96m";

  /**
   * Of processor time, so that it does not matter what else runs. Beyond it something has gone out
   * of bounds: reading all of them takes a few seconds.
   */
  private static final Duration MAX_PROCESSOR_TIME = Duration.ofSeconds(120);

  /** As much as the program allows each, of processor time too. */
  private static final Duration ALLOWED = Duration.ofSeconds(20);

  @Test
  @Tag("slow")
  void a_process_with_a_small_heap_answers_every_one_of_them(@TempDir Path folder)
      throws Exception {
    HostileFiles hostile = new HostileFiles();
    for (Map.Entry<String, byte[]> file : hostile.files().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    Path answers = folder.resolve("answers");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                classPath(),
                HostilePicturesTest.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(answers.toFile())
            .start();
    try {
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        assertThat(process.info().totalCpuDuration().orElse(Duration.ZERO))
            .as(() -> read(answers))
            .isLessThan(MAX_PROCESSOR_TIME);
      }
    } finally {
      process.destroyForcibly();
    }

    Map<String, String> seen = new LinkedHashMap<>();
    for (String line : Files.readAllLines(answers)) {
      if (line.startsWith("answer ")) {
        String[] words = line.split(" ");
        seen.put(words[1], words[2]);
      }
    }
    assertThat(seen).as(read(answers)).containsExactlyInAnyOrderEntriesOf(hostile.answers());
  }

  /** The process: reads the files of a folder and says what came of each. */
  public static void main(String[] arguments) throws IOException {
    for (File file : new File(arguments[0]).listFiles()) {
      if (!file.getName().equals("answers")) {
        long begin = processorNanos();
        String answer;
        try {
          byte[] bytes = Files.readAllBytes(file.toPath());
          InitImageReader.read(bytes, new Deadline(HostilePicturesTest::processorNanos, ALLOWED));
          answer = HostileFiles.READ;
        } catch (InitImageException e) {
          answer = e.reason().name();
        }
        long millis = (processorNanos() - begin) / 1_000_000;
        System.out.println("answer " + file.getName() + " " + answer + " after " + millis + " ms");
      }
    }
  }

  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** What is past its time is given up, whichever decoder is at work. */
  @ParameterizedTest
  @ValueSource(strings = {"wave.png", "rgb.jpg", "wave.webp", "lossy.webp", "lossy-alpha.webp"})
  void a_picture_that_takes_too_long_is_given_up(String name) {
    AtomicLong clock = new AtomicLong();
    Deadline deadline = new Deadline(clock::get, Duration.ofSeconds(20));
    clock.set(Duration.ofSeconds(21).toNanos());

    assertThatThrownBy(() -> InitImageReader.read(PictureFiles.resource(name), deadline))
        .isInstanceOfSatisfying(
            InitImageException.class, it -> assertThat(it.reason()).isEqualTo(Reason.COSTLY));
  }

  /** Bytes changed, parts left out: a picture or a reason, and nothing else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "wave.png",
        "palette-4.png",
        "rgb.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "wave.webp",
        "palette-4.webp",
        "alpha.webp",
        "lossy.webp",
        "lossy-alpha.webp",
        "animated.webp"
      })
  void a_broken_file_is_an_error_with_a_reason_and_nothing_else(String name) {
    byte[] whole = PictureFiles.resource(name);
    Random random = new Random(7);
    for (int round = 0; round < 150; round++) {
      int length = round % 3 == 0 ? random.nextInt(whole.length) : whole.length;
      byte[] broken = Arrays.copyOf(whole, length);
      for (int i = 0; i < 1 + random.nextInt(6) && length > 0; i++) {
        broken[random.nextInt(length)] = (byte) random.nextInt();
      }
      try {
        assertThat(InitImageReader.read(broken).png()).isNotEmpty();
      } catch (InitImageException refused) {
        assertThat(refused.reason()).isNotIn(Reason.FAULT, Reason.BUSY);
      }
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
