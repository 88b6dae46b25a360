package org.vitrail.inference.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileKind;
import org.vitrail.inference.model.weights.file.StrictJson;
import org.vitrail.inference.model.weights.file.TextFile;

/** What a file of a model is for, and thus what must be in it. */
public enum FileUse {
  WEIGHTS {
    @Override
    public void open(Path file) {
      Checkpoint.open(file).close();
    }

    @Override
    public Optional<String> misfit(byte[] start, long byteCount) {
      return Checkpoint.misfit(start, byteCount);
    }
  },

  /** {@code config.json} or {@code model.yaml}. */
  CONFIG {
    @Override
    public void open(Path file) {
      ConfigFile.read(file);
    }

    @Override
    public Optional<String> misfit(byte[] start, long byteCount) {
      return unlessText(start, byteCount, "a configuration");
    }
  },

  /** A tokenizer or a vocabulary. */
  JSON {
    @Override
    public void open(Path file) {
      try {
        if (!StrictJson.MAPPER.readTree(TextFile.read(file)).isObject()) {
          throw FileKind.misread(file, "a JSON object", "it holds another value.", null);
        }
      } catch (JsonProcessingException e) {
        throw FileKind.misread(file, "JSON", e.getOriginalMessage(), e);
      } catch (IOException e) {
        throw new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
      }
    }

    @Override
    public Optional<String> misfit(byte[] start, long byteCount) {
      return FileKind.of(start, byteCount)
          .filter(kind -> kind.kind() != FileKind.Kind.JSON)
          .map(kind -> kind.instead("JSON"))
          .or(() -> notText(start, byteCount));
    }
  },

  /** Plain lines, such as the merges of a vocabulary. */
  TEXT {
    @Override
    public void open(Path file) {
      Optional<FileKind> kind = FileKind.of(file);
      if (kind.isEmpty() || !kind.get().isText()) {
        throw new CheckpointException(
            file,
            kind.map(other -> other.instead("plain text"))
                .orElse("is missing or no text. Fetch it again."));
      }
    }

    @Override
    public Optional<String> misfit(byte[] start, long byteCount) {
      return unlessText(start, byteCount, "plain text");
    }
  },

  /** Nothing is known of it, but it is none of what comes in place of files. */
  ANY {
    @Override
    public void open(Path file) {
      FileKind.of(file)
          .filter(FileUse::standsForAnother)
          .ifPresent(
              kind -> {
                throw new CheckpointException(file, kind.instead("a file of a model"));
              });
    }

    @Override
    public Optional<String> misfit(byte[] start, long byteCount) {
      return FileKind.of(start, byteCount)
          .filter(FileUse::standsForAnother)
          .map(kind -> kind.instead("a file of a model"));
    }
  };

  /**
   * Opens a file as its reader will, without computing anything.
   *
   * @throws CheckpointException saying what is there instead
   */
  public abstract void open(Path file);

  /**
   * Why a file of this use cannot begin so, as an error's sentence without its subject; empty if it
   * can.
   *
   * @param start the first bytes, {@link FileKind#START_BYTES} of them if the file has so many
   * @param byteCount of the whole file, or {@link FileKind#UNKNOWN_BYTES}
   */
  public abstract Optional<String> misfit(byte[] start, long byteCount);

  /** The use that a file's name tells of. */
  public static FileUse byName(String name) {
    if (name.endsWith(".json")) {
      return JSON;
    }
    if (name.matches(".*\\.ya?ml")) {
      return CONFIG;
    }
    if (name.endsWith(".txt")) {
      return TEXT;
    }
    return name.matches(".*\\.(safetensors|pt|pth|bin|ckpt|msgpack)") ? WEIGHTS : ANY;
  }

  static boolean standsForAnother(FileKind kind) {
    return switch (kind.kind()) {
      case EMPTY, WEB_PAGE, XML, LFS_POINTER -> true;
      default -> false;
    };
  }

  static Optional<String> unlessText(byte[] start, long byteCount, String expected) {
    return FileKind.of(start, byteCount)
        .filter(kind -> !kind.isText())
        .map(kind -> kind.instead(expected))
        .or(() -> notText(start, byteCount));
  }

  static Optional<String> notText(byte[] start, long byteCount) {
    return FileKind.of(start, byteCount).isPresent()
        ? Optional.empty()
        : Optional.of("is no text. Fetch it again.");
  }
}
