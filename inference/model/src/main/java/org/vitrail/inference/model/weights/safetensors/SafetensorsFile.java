package org.vitrail.inference.model.weights.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.StoredTensor;
import org.vitrail.inference.model.weights.file.StrictJson;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.TensorPaths;

/**
 * Reads the safetensors format: a length, a header of JSON in UTF-8 that begins with a brace and
 * may end in spaces, and the tensors' bytes without holes.
 *
 * <p>Source: the format's description in the repository {@code huggingface/safetensors}.
 */
public final class SafetensorsFile {
  /** The format's own bound. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int LENGTH_BYTES = 8;
  private static final String METADATA = "__metadata__";

  private SafetensorsFile() {}

  /**
   * Whether a file may be one: its header's length is one that the format and the file allow.
   *
   * @param byteCount of the whole file; negative if nobody told
   */
  public static boolean recognises(byte[] start, long byteCount) {
    if (start.length < LENGTH_BYTES) {
      return false;
    }
    long headerBytes = headerBytes(start);
    return headerBytes >= 2
        && headerBytes <= MAX_HEADER_BYTES
        && (byteCount < 0 || headerBytes <= byteCount - LENGTH_BYTES);
  }

  /** What a file's first eight bytes say of the length of its header, if it is one of these. */
  public static long headerBytes(byte[] start) {
    return ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /**
   * All tensors of a file by name, in the order of their bytes.
   *
   * @throws CheckpointException if the file is malformed
   */
  public static Map<String, StoredTensor> read(FileBytes bytes) {
    Path file = bytes.file();
    int headerBytes = (int) bytes.read(0, LENGTH_BYTES).getLong();
    List<TensorEntry> entries = header(file, text(file, bytes.read(LENGTH_BYTES, headerBytes)));
    long start = LENGTH_BYTES + headerBytes;
    checkCover(file, entries, bytes.size() - start);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (TensorEntry entry : entries) {
      Storage storage =
          bytes.region(start + entry.begin(), entry.end() - entry.begin(), entry.title());
      tensors.put(entry.name(), entry.tensor(file, storage));
    }
    return tensors;
  }

  private static String text(Path file, ByteBuffer header) {
    int first = header.get(header.position()) & 0xff;
    if (first != '{') {
      throw new CheckpointException(
          file,
          String.format(
              "its header is not a JSON object in UTF-8: it begins with the byte 0x%02x where the"
                  + " format asks for a brace. Fetch it again, or convert it again.",
              first));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointException(
          file, "its header is not text in UTF-8; it is damaged. Fetch it again.", e);
    }
  }

  private static List<TensorEntry> header(Path file, String text) {
    if (!text.replaceAll(" +$", "").endsWith("}")) {
      throw new CheckpointException(
          file, "its header is not one JSON object with nothing but spaces behind it.");
    }
    JsonNode header;
    try {
      header = StrictJson.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file, "its header is not JSON: " + e.getOriginalMessage(), e);
    }
    TensorPaths names = new TensorPaths(file);
    List<TensorEntry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals(METADATA)) {
        checkMetadata(file, field.getValue());
      } else {
        entries.add(TensorEntry.of(file, names.kept(field.getKey()), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
    return entries;
  }

  private static void checkMetadata(Path file, JsonNode metadata) {
    boolean texts = metadata.isObject();
    for (JsonNode value : metadata) {
      texts &= value.isTextual();
    }
    if (!texts) {
      throw new CheckpointException(
          file, "its " + METADATA + " is no map of texts, as the format asks; convert it again.");
    }
  }

  private static void checkCover(Path file, List<TensorEntry> entries, long byteCount) {
    long covered = 0;
    for (TensorEntry entry : entries) {
      if (entry.begin() != covered) {
        throw new CheckpointException(
            file,
            "tensor '"
                + TensorNames.shown(entry.name())
                + "' overlaps its neighbour or leaves a hole.");
      }
      covered = entry.end();
    }
    if (covered != byteCount) {
      throw new CheckpointException(
          file,
          "has "
              + byteCount
              + " bytes of tensors where its header lists "
              + covered
              + (covered > byteCount ? "; it was cut short. Fetch it again." : "."));
    }
  }
}
