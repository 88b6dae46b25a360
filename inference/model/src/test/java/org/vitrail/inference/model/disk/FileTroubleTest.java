package org.vitrail.inference.model.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FileTroubleTest {
  @TempDir Path temp;

  static Stream<Arguments> types() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("/x"), FileTrouble.MISSING),
        Arguments.of(new AccessDeniedException("/x"), FileTrouble.FORBIDDEN),
        Arguments.of(new NotDirectoryException("/x"), FileTrouble.NO_FOLDER),
        Arguments.of(new FileAlreadyExistsException("/x"), FileTrouble.NO_FOLDER),
        Arguments.of(new MalformedInputException(1), FileTrouble.NO_TEXT),
        Arguments.of(new FileSystemException("/x"), FileTrouble.OTHER),
        Arguments.of(new FileSystemException("/quota/Is a directory"), FileTrouble.OTHER),
        Arguments.of(new IOException(), FileTrouble.OTHER));
  }

  @ParameterizedTest
  @MethodSource("types")
  void the_type_of_an_exception_tells_what_is_wrong(IOException error, FileTrouble trouble) {
    assertThat(FileTrouble.of(error)).isEqualTo(trouble);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Operation not permitted                 | FORBIDDEN",
        "Not a directory                         | NO_FOLDER",
        "Is a directory                          | NO_FILE",
        "Read-only file system                   | READ_ONLY",
        "No space left on device                 | FULL",
        "There is not enough space on the disk   | FULL",
        "Disk quota exceeded                     | QUOTA",
        "File name too long                      | LONG_NAME",
        "Too many levels of symbolic links       | LOOP",
        "Too many open files                     | MANY_FILES",
        "Input/output error                      | BROKEN_DISK",
        "Stale file handle                       | BROKEN_DISK",
        "Transport endpoint is not connected     | BROKEN_DISK",
        "Auf dem Gerät ist kein Platz mehr       | OTHER",
      })
  void the_reason_of_the_system_tells_what_no_type_does(String reason, FileTrouble trouble) {
    assertThat(FileTrouble.of(new FileSystemException("/x", null, reason))).isEqualTo(trouble);
    assertThat(FileTrouble.of(new IOException(reason))).isEqualTo(trouble);
    assertThat(trouble.sentence()).doesNotContain(reason).endsWith(".");
  }

  @Test
  void what_the_system_really_throws_is_understood() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    Path loop = Files.createSymbolicLink(temp.resolve("loop"), temp.resolve("loop"));

    assertThat(trouble(() -> Files.readString(temp.resolve("none"))))
        .isEqualTo(FileTrouble.MISSING);
    assertThat(trouble(() -> Files.createDirectories(file))).isEqualTo(FileTrouble.NO_FOLDER);
    assertThat(trouble(() -> Files.createFile(file.resolve("below"))))
        .isEqualTo(FileTrouble.NO_FOLDER);
    assertThat(trouble(() -> Files.newDirectoryStream(file))).isEqualTo(FileTrouble.NO_FOLDER);
    assertThat(trouble(() -> Files.readString(temp))).isEqualTo(FileTrouble.NO_FILE);
    assertThat(trouble(() -> Files.readString(loop))).isEqualTo(FileTrouble.LOOP);
    assertThat(trouble(() -> Files.createFile(temp.resolve("n".repeat(300)))))
        .isEqualTo(FileTrouble.LONG_NAME);
  }

  private static FileTrouble trouble(ThrowingCallable use) {
    return FileTrouble.of(catchThrowableOfType(IOException.class, use));
  }
}
