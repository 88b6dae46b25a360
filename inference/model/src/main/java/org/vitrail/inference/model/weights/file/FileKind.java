package org.vitrail.inference.model.weights.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in a file's place, told from its first bytes: people get a web page, a pointer or an
 * archive where they asked for weights or a configuration.
 *
 * @param kind of the file
 * @param what it is, with its article
 * @param help a sentence on what to do
 */
public record FileKind(Kind kind, String what, String help) {
  /** How a reader may go on. */
  public enum Kind {
    EMPTY,
    WEB_PAGE,
    XML,
    LFS_POINTER,
    JSON,
    TEXT,
    BINARY
  }

  /** So many first bytes tell it. */
  public static final int START_BYTES = 512;

  private static final int MAX_QUOTED = 60;
  private static final String AGAIN = "Fetch it again, or check which file is meant.";

  private static final Pattern WEB_PAGE =
      Pattern.compile(
          "(?is)(<!--.*?-->\\s*)*(<\\?xml[^>]*>\\s*)?<(!doctype\\s+html|html|head|body)\\b.*");
  private static final Pattern LFS =
      Pattern.compile("(?s)version https://git-lfs\\.github\\.com/spec/.*");
  private static final Pattern LFS_SIZE = Pattern.compile("(?m)^size (\\d{1,18})\\s*$");

  private record Magic(String bytes, String what, String help) {}

  private static final String UNPACK = "Unpack it, and give the file of weights inside it.";
  private static final String CONVERT =
      "Look for the same weights as safetensors, PyTorch or Flax msgpack.";

  private static final List<Magic> MAGICS =
      List.of(
          new Magic("\u001f\u008b", "packed by gzip", UNPACK),
          new Magic("BZh", "packed by bzip2", UNPACK),
          new Magic("\u00fd7zXZ\0", "packed by xz", UNPACK),
          new Magic("(\u00b5/\u00fd", "packed by zstd", UNPACK),
          new Magic("7z\u00bc\u00af'\u001c", "a 7z archive", UNPACK),
          new Magic("Rar!\u001a\u0007", "a RAR archive", UNPACK),
          new Magic("GGUF", "a GGUF file, which is not read here", CONVERT),
          new Magic("\u0089HDF\r\n\u001a\n", "an HDF5 file, which is not read here", CONVERT),
          new Magic("\u0093NUMPY", "one array of NumPy", CONVERT),
          new Magic("\u0080\2", "a bare pickle, which torch.save does not write", CONVERT),
          new Magic("\u0080\3", "a bare pickle, which torch.save does not write", CONVERT),
          new Magic("\u0080\4", "a bare pickle, which torch.save does not write", CONVERT),
          new Magic("\u0080\5", "a bare pickle, which torch.save does not write", CONVERT),
          new Magic("%PDF", "a PDF document", AGAIN),
          new Magic("\u0089PNG", "a picture (PNG)", AGAIN),
          new Magic("\u00ff\u00d8\u00ff", "a picture (JPEG)", AGAIN),
          new Magic("\u00ff\u00fe", "text in UTF-16", "Save it as UTF-8."),
          new Magic("\u00fe\u00ff", "text in UTF-16", "Save it as UTF-8."));

  /** Stands for a size that nobody told. */
  public static final long UNKNOWN_BYTES = -1;

  /**
   * What a file is by its start; empty for bytes that tell nothing, among them those of weights.
   *
   * @param byteCount of the whole file, or {@link #UNKNOWN_BYTES}
   */
  public static Optional<FileKind> of(byte[] start, long byteCount) {
    if (byteCount == 0) {
      return found(Kind.EMPTY, "empty (0 bytes)", AGAIN);
    }
    String latin = new String(start, StandardCharsets.ISO_8859_1);
    for (Magic magic : MAGICS) {
      if (latin.startsWith(magic.bytes())) {
        return found(Kind.BINARY, magic.what(), magic.help());
      }
    }
    if (latin.length() == START_BYTES && latin.chars().allMatch(c -> c == 0)) {
      return found(
          Kind.BINARY, "filled with zeros: its place was kept, its bytes never came", AGAIN);
    }
    return text(start, byteCount).flatMap(text -> ofText(text, byteCount));
  }

  /** What a file is; empty if it tells nothing or cannot be read. */
  public static Optional<FileKind> of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(START_BYTES), Files.size(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The error that a file's text is not what it should be.
   *
   * @param expected such as "JSON"
   * @param problem what its reader says, for a file that is the right kind of text
   */
  public static CheckpointException misread(
      Path file, String expected, String problem, Exception cause) {
    String sentence =
        of(file)
            .filter(kind -> kind.kind() != Kind.JSON)
            .map(kind -> kind.instead(expected))
            .orElseGet(() -> "is not " + expected + ": " + problem);
    return new CheckpointException(file, sentence, cause);
  }

  private static Optional<FileKind> ofText(String start, long byteCount) {
    String text = start.startsWith("\ufeff") ? start.substring(1).strip() : start.strip();
    if (LFS.matcher(text).matches()) {
      Matcher size = LFS_SIZE.matcher(text);
      String of = size.find() ? " of " + size.group(1) + " bytes" : "";
      return found(
          Kind.LFS_POINTER,
          "a Git LFS pointer: it names a file" + of + " that was not fetched",
          "Run git lfs pull in its repository, or download the file itself.");
    }
    if (WEB_PAGE.matcher(text).matches()) {
      return found(
          Kind.WEB_PAGE,
          "a web page" + (byteCount < 0 ? "" : " (" + byteCount + " bytes)"),
          "Is there a login page on this network, or was the page about the file saved in place of"
              + " the file? Fetch it again.");
    }
    if (text.startsWith("<")) {
      return found(Kind.XML, "XML, perhaps a server's refusal: " + quoted(text), AGAIN);
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return found(Kind.JSON, "JSON text: " + quoted(text), AGAIN);
    }
    return found(Kind.TEXT, "text: " + quoted(text), AGAIN);
  }

  private static String quoted(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return "'" + EscapedText.text(line, MAX_QUOTED) + "'";
  }

  private static Optional<FileKind> found(Kind kind, String what, String help) {
    return Optional.of(new FileKind(kind, what, help));
  }

  /** The start as text; empty if it is none. The last character may be cut. */
  private static Optional<String> text(byte[] start, long byteCount) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(start.length);
    boolean whole = byteCount >= 0 && byteCount <= start.length;
    if (decoder.decode(ByteBuffer.wrap(start), text, whole).isError()) {
      return Optional.empty();
    }
    String decoded = text.flip().toString();
    boolean written =
        decoded.chars().allMatch(c -> c >= ' ' && c != 0x7f || Character.isWhitespace(c));
    return written && !decoded.isBlank() ? Optional.of(decoded) : Optional.empty();
  }

  /** Whether it is words for people or programs. */
  public boolean isText() {
    return kind == Kind.JSON || kind == Kind.TEXT;
  }

  /**
   * The sentence of an error, without its subject.
   *
   * @param expected with its article, where it has one
   */
  public String instead(String expected) {
    return "is not " + expected + " but " + what + ". " + help;
  }
}
