package org.vitrail.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The texts of the operator's config files and of the built-in defaults behind them; knows nothing
 * of their form.
 */
record ConfigFolder(Optional<Path> folder) {
  static ConfigFolder of(Path nullableFolder) {
    if (nullableFolder != null && !Files.isDirectory(nullableFolder)) {
      throw new SettingsException(
          shown(nullableFolder), "", "there is no such folder; give a folder with vitrail.yaml.");
    }
    return new ConfigFolder(Optional.ofNullable(nullableFolder));
  }

  /** The operator's own file, empty if there is none. */
  Optional<String> own(String name) {
    Optional<Path> file = folder.map(path -> path.resolve(name)).filter(Files::exists);
    return file.map(ConfigFolder::read);
  }

  /** The operator's own file, else the built-in one. */
  String text(String name) {
    return own(name).orElseGet(() -> builtIn(name));
  }

  /** How messages name the file. */
  String place(String name) {
    return folder
        .map(path -> path.resolve(name))
        .filter(Files::exists)
        .map(ConfigFolder::shown)
        .orElse("built-in " + name);
  }

  /** Where relative paths start: the folder that holds the config folder. */
  Path home() {
    return folder
        .map(path -> path.toAbsolutePath().normalize().getParent())
        .orElseGet(() -> Path.of("").toAbsolutePath());
  }

  /** Names of the operator's files in a folder below, none if there is no such folder. */
  List<String> list(String below) {
    Optional<Path> there = folder.map(path -> path.resolve(below)).filter(Files::isDirectory);
    if (there.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(there.get())) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new SettingsException(
          shown(there.get()), "", "the folder cannot be read; check its permissions.");
    }
  }

  static String builtIn(String name) {
    try (InputStream in = ConfigFolder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The built-in " + name + " is missing from the build.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new SettingsException(shown(file), "", "this is not UTF-8 text; save it as UTF-8.");
    } catch (IOException e) {
      throw new SettingsException(shown(file), "", unreadable(file, e));
    }
  }

  private static String unreadable(Path file, IOException error) {
    if (Files.isDirectory(file)) {
      return "this is a folder where a file is needed; move it away.";
    }
    if (error instanceof NoSuchFileException) {
      return "there is no such file; make it, or take the setting that names it out.";
    }
    return error instanceof AccessDeniedException
        ? "this user may not read the file; give them the right by chown or chmod."
        : "the system refuses to read the file; check its disk and its permissions.";
  }

  /** The path as the person would type it here. */
  static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = file.toAbsolutePath().normalize();
    return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
  }
}
