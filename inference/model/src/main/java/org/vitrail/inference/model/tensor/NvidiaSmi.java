package org.vitrail.inference.model.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks {@code nvidia-smi} for the GPUs of this machine, and understands its refusals. */
final class NvidiaSmi {
  private static final String FIELDS = "index,uuid,name,driver_version,memory.total,memory.free";

  /** Drivers before 510 do not know the last field and answer nothing for it. */
  private static final List<String> QUERIES =
      List.of(FIELDS + ",mig.mode.current,compute_cap", FIELDS + ",mig.mode.current");

  private static final String COMMAND = "nvidia-smi";

  /** Where Windows puts it for its Linux; services there have no path to it. */
  private static final Path WSL = Path.of("/usr/lib/wsl/lib/nvidia-smi");

  private static final Pattern VERSION = Pattern.compile("\\d{1,6}(\\.\\d{1,6})+");
  private static final Pattern CAPABILITY = Pattern.compile("(\\d{1,3})\\.(\\d)");
  private static final Pattern MEBIBYTES = Pattern.compile("(\\d{1,12})( MiB)?");

  /** Answers are a line a GPU; a stranger's program of that name may write without end. */
  private static final int MAX_ANSWER = 1 << 16;

  private NvidiaSmi() {}

  /** What it answers. */
  sealed interface Answer {
    /** Calls the function for what this is. */
    <T> T fold(Function<Gpus, T> gpus, Supplier<T> absent, Function<Failed, T> failed);

    /** At least one GPU. */
    record Gpus(NvidiaDriver driver, List<Gpu> gpus) implements Answer {
      @Override
      public <T> T fold(Function<Gpus, T> gpus, Supplier<T> absent, Function<Failed, T> failed) {
        return gpus.apply(this);
      }
    }

    /** There is no such program, so no driver. */
    record Absent() implements Answer {
      @Override
      public <T> T fold(Function<Gpus, T> gpus, Supplier<T> absent, Function<Failed, T> failed) {
        return absent.get();
      }
    }

    /**
     * @param reason why there is no list of GPUs, and what helps: whole sentences
     */
    record Failed(String reason) implements Answer {
      @Override
      public <T> T fold(Function<Gpus, T> gpus, Supplier<T> absent, Function<Failed, T> failed) {
        return failed.apply(this);
      }
    }
  }

  static Answer ask(Duration patience) {
    return ask(Files.isExecutable(WSL) ? WSL.toString() : COMMAND, patience);
  }

  /** Asks a program of any name or place. */
  static Answer ask(String command, Duration patience) {
    Answer answer = new Answer.Absent();
    for (String fields : QUERIES) {
      try {
        Process process = start(command, fields);
        Optional<String> text = text(process, patience);
        answer =
            text.isEmpty()
                ? new Answer.Failed(
                    "nvidia-smi does not answer within %d seconds: the driver hangs. Restart this machine."
                        .formatted(patience.toSeconds()))
                : read(text.get(), process.exitValue());
        if (text.isEmpty() || !text.get().contains("not a valid field")) {
          return answer;
        }
      } catch (IOException e) {
        return new Answer.Absent();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Answer.Absent();
      }
    }
    return answer;
  }

  private static Process start(String command, String fields) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command, "--query-gpu=" + fields, "--format=csv,noheader,nounits");
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    return process;
  }

  /** All that it writes; empty if it does not end in time. */
  private static Optional<String> text(Process process, Duration patience)
      throws IOException, InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return Optional.empty();
    }
    byte[] answer = process.getInputStream().readNBytes(MAX_ANSWER);
    return Optional.of(new String(answer, StandardCharsets.UTF_8));
  }

  /**
   * Understands an answer.
   *
   * @param exit 0; others are explained in {@code man nvidia-smi}
   */
  static Answer read(String text, int exit) {
    List<Gpu> gpus = new ArrayList<>();
    NvidiaDriver driver = null;
    for (String line : text.lines().toList()) {
      String[] cells = line.strip().split("\\s*,\\s*");
      if (cells.length >= 7
          && cells[0].matches("\\d{1,4}")
          && VERSION.matcher(cells[3]).matches()) {
        driver = new NvidiaDriver(cells[3]);
        gpus.add(gpu(cells));
      }
    }
    return driver == null
        ? new Answer.Failed(reason(text, exit))
        : new Answer.Gpus(driver, List.copyOf(gpus));
  }

  private static Gpu gpu(String[] cells) {
    // A process gets a part of a GPU that is split; these numbers are the whole one's.
    boolean split = cells[6].equalsIgnoreCase("Enabled");
    Matcher capability = CAPABILITY.matcher(cells.length > 7 ? cells[7] : "");
    return new Gpu(
        Integer.parseInt(cells[0]),
        cells[1],
        split ? cells[2] + " (split by MIG)" : cells[2],
        split ? OptionalLong.empty() : mebibytes(cells[4]),
        split ? OptionalLong.empty() : mebibytes(cells[5]),
        capability.matches()
            ? OptionalInt.of(
                10 * Integer.parseInt(capability.group(1)) + Integer.parseInt(capability.group(2)))
            : OptionalInt.empty());
  }

  private static OptionalLong mebibytes(String cell) {
    Matcher number = MEBIBYTES.matcher(cell);
    return number.matches()
        ? OptionalLong.of(Long.parseLong(number.group(1)))
        : OptionalLong.empty();
  }

  private static String reason(String text, int exit) {
    if (text.contains("No devices were found") || exit == 6) {
      return "nvidia-smi finds no GPU. In a container, start it with --gpus all; else see whether"
          + " the card is seated and powered (lspci).";
    }
    if (text.contains("version mismatch") || exit == 18) {
      return "The NVIDIA driver was updated, but the old one still runs (driver/library version"
          + " mismatch). Restart this machine.";
    }
    if (text.contains("couldn't communicate with the NVIDIA driver") || exit == 9) {
      return "nvidia-smi finds no running NVIDIA driver. Install it, or load it with: sudo modprobe"
          + " nvidia";
    }
    if (exit == 12 || text.contains("couldn't find libnvidia-ml")) {
      return "nvidia-smi lacks the driver's library libnvidia-ml. Install the driver anew; in a"
          + " container, start it with --gpus all.";
    }
    if (exit == 15 || text.contains("fallen off the bus") || text.contains("GPU is lost")) {
      return "The GPU has fallen off the bus. Restart this machine; if it happens again, see to its"
          + " power, heat and seat.";
    }
    if (exit == 4 || text.contains("Insufficient Permissions")) {
      return "nvidia-smi may not ask the driver. Give this user the right to /dev/nvidia*.";
    }
    return "nvidia-smi answers nothing that tells of a GPU (exit code "
        + exit
        + "). Run nvidia-smi yourself to see what it says.";
  }
}
