package org.vitrail.inference.model.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source text into the archive that PyTorch loads; holds no weights.
 *
 * <p>The format is PyTorch's serialized TorchScript: a stored zip with the source, a pickle of one
 * module object whose attributes have their types' empty values, an empty tuple of constants, and
 * the version. See {@code torch/csrc/jit/docs/serialization.md} in PyTorch.
 */
final class TorchScriptArchive {
  private static final String ROOT = "vitrail/";
  private static final byte[] VERSION = "10\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+)\\(Module\\):$");
  private static final Pattern ATTRIBUTE = Pattern.compile("(?m)^  (\\w+) : ([^#\\n]+?) *(#.*)?$");

  private record Attribute(String name, String type) {}

  private TorchScriptArchive() {}

  /**
   * Writes the archive of one class.
   *
   * @param source a class with typed attributes and methods
   * @param mixin attributes and methods, indented as in a class, that become part of it; or empty
   */
  static byte[] write(String source, String mixin) {
    Matcher name = CLASS.matcher(source);
    if (!name.find()) {
      throw new IllegalArgumentException("The TorchScript source has no 'class …(Module):' line.");
    }
    String code = mixin.isEmpty() ? source : source + "\n" + mixin;
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", moduleObject(name.group(1), attributes(code)));
      put(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      put(zip, "constants.pkl", NO_CONSTANTS);
      put(zip, "version", VERSION);
      zip.finish();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Attribute> attributes(String code) {
    List<Attribute> attributes = new ArrayList<>();
    Matcher matcher = ATTRIBUTE.matcher(code);
    while (matcher.find()) {
      attributes.add(new Attribute(matcher.group(1), matcher.group(2)));
    }
    return attributes;
  }

  /** A protocol-2 pickle: an object of the class, built from a dict of its attributes. */
  private static byte[] moduleObject(String className, List<Attribute> attributes) {
    Pickle pickle = new Pickle();
    pickle.raw(0x80, 2).global("__torch__", className).raw(')', 0x81, '}', '(');
    for (Attribute attribute : attributes) {
      pickle.text(attribute.name());
      String type = attribute.type();
      if (type.equals("bool")) {
        pickle.raw(0x89);
      } else if (type.equals("int")) {
        pickle.raw('K', 0);
      } else if (type.startsWith("Optional[")) {
        pickle.raw('N');
      } else if (type.startsWith("Dict[") || type.startsWith("List[")) {
        // An empty container alone would lose its element type.
        pickle.global("torch.jit._pickle", "restore_type_tag");
        pickle.raw('(', type.startsWith("Dict[") ? '}' : ']').text(type).raw('t', 'R');
      } else {
        throw new IllegalArgumentException(
            "Attribute " + attribute.name() + ": no empty value is known for type " + type + ".");
      }
    }
    return pickle.raw('u', 'b', '.').bytes();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setSize(bytes.length);
    entry.setCompressedSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle raw(int... opcodes) {
      for (int opcode : opcodes) {
        out.write(opcode);
      }
      return this;
    }

    Pickle global(String module, String name) {
      out.write('c');
      out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
      return this;
    }

    Pickle text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      raw('X', bytes.length, bytes.length >>> 8, bytes.length >>> 16, bytes.length >>> 24);
      out.writeBytes(bytes);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
