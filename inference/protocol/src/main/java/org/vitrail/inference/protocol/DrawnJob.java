package org.vitrail.inference.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A job that is drawn but not stored yet, for the worker's disk.
 *
 * @param claimed with the lease under which it was drawn
 * @param files by their names in the {@link ImageStore}
 */
public record DrawnJob(ClaimedJob claimed, JobOutcome outcome, Map<String, byte[]> files) {
  private static final int FORMAT = 1;

  /** As bytes: numbers of four bytes, and texts and files with their length in front. */
  public byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(FORMAT);
    write(out, JobFields.of(claimed.job()));
    write(out, claimed.worker());
    write(out, claimed.queue());
    write(out, claimed.streamEntryId());
    out.writeInt(claimed.attempt());
    out.writeInt(claimed.previewNumber());
    out.writeBoolean(claimed.isSuspect());
    write(out, JobFields.stateOf(outcome).name());
    write(out, JobFields.of(outcome));
    out.writeInt(files.size());
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      write(out, file.getKey());
      out.writeInt(file.getValue().length);
      out.write(file.getValue());
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IOException if a newer program wrote it, or it is none
   */
  public static DrawnJob of(byte[] bytes) throws IOException {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      int format = in.readInt();
      if (format != FORMAT) {
        throw new IOException("format " + format + "; this program reads " + FORMAT);
      }
      Map<String, String> job = fields(in);
      ClaimedJob claimed =
          new ClaimedJob(
              JobFields.job(job),
              text(in),
              text(in),
              text(in),
              in.readInt(),
              in.readInt(),
              in.readBoolean());
      JobStatus.State state = JobStatus.State.valueOf(text(in));
      JobOutcome outcome = JobFields.outcome(state, fields(in));
      Map<String, byte[]> files = new LinkedHashMap<>();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        files.put(text(in), block(in));
      }
      return new DrawnJob(claimed, outcome, files);
    } catch (RuntimeException malformed) {
      throw new IOException("no drawn job: " + malformed.getMessage(), malformed);
    }
  }

  private static void write(DataOutputStream out, Map<String, String> fields) throws IOException {
    out.writeInt(fields.size());
    for (Map.Entry<String, String> field : fields.entrySet()) {
      write(out, field.getKey());
      write(out, field.getValue());
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Map<String, String> fields(DataInputStream in) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      fields.put(text(in), text(in));
    }
    return fields;
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(block(in), StandardCharsets.UTF_8);
  }

  private static byte[] block(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException(
          "a length of " + length + " bytes where " + in.available() + " are left");
    }
    return in.readNBytes(length);
  }
}
