package org.vitrail.inference.model.disk;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/**
 * Why a file or folder cannot be used. An exception's own message is often nothing but the path,
 * which tells nobody what is wrong; its type tells, and for the rest the system's reason.
 *
 * @see <a
 *     href="https://github.com/openjdk/jdk17u/blob/master/src/java.base/unix/classes/sun/nio/fs/UnixException.java">UnixException</a>,
 *     which error becomes which exception
 */
public enum FileTrouble {
  MISSING("there is no such file or folder", "Make it", ""),
  FORBIDDEN(
      "this user lacks the right", "Give this user the right by chown or chmod", "not permitted"),
  NO_FOLDER("a file lies where a folder is needed", "Move that file away", "Not a directory"),
  NO_FILE("a folder lies where a file is needed", "Move that folder away", "Is a directory"),
  READ_ONLY("its disk is mounted read-only", "Mount it for writing", "Read-only file system"),
  FULL("its disk is full", "Make room there", "No space left|not enough space"),
  QUOTA("this user's share of its disk is used up", "Make room there or raise the share", "quota"),
  LONG_NAME("a name in its path is too long", "Shorten it", "name too long"),
  LOOP("its links lead in a circle", "Mend the links", "symbolic links"),
  MANY_FILES("this process has too many open files", "Raise its limit (ulimit -n)", "open files"),
  BROKEN_DISK(
      "its disk does not answer as it should",
      "Check that disk and its mount",
      "Input/output error|Stale file handle|Transport endpoint"),
  NO_TEXT("it is not text in UTF-8", "Save it as UTF-8", ""),

  /** Of the rest nothing is known that would help a person. */
  OTHER("the system refuses it", "Check its owner, its permissions and its disk", "");

  private final String what;
  private final String help;
  private final List<String> reasons;

  FileTrouble(String what, String help, String reasons) {
    this.what = what;
    this.help = help;
    this.reasons = reasons.isEmpty() ? List.of() : List.of(reasons.split("\\|"));
  }

  /** What an exception of reading or writing means. */
  public static FileTrouble of(IOException error) {
    if (error instanceof NoSuchFileException) {
      return MISSING;
    }
    if (error instanceof AccessDeniedException) {
      return FORBIDDEN;
    }
    // Making a folder fails so where a file has its name.
    if (error instanceof NotDirectoryException || error instanceof FileAlreadyExistsException) {
      return NO_FOLDER;
    }
    if (error instanceof CharacterCodingException) {
      return NO_TEXT;
    }
    // The message holds the path, too, in which anything may be written.
    String reason =
        String.valueOf(
            error instanceof FileSystemException ofFile ? ofFile.getReason() : error.getMessage());
    for (FileTrouble trouble : values()) {
      if (trouble.reasons.stream().anyMatch(reason::contains)) {
        return trouble;
      }
    }
    return OTHER;
  }

  /** What is wrong, to follow a colon, without a full stop. */
  public String what() {
    return what;
  }

  /** What mends it, a clause that begins with a capital and has no full stop. */
  public String help() {
    return help;
  }

  /** Both, to follow a colon. */
  public String sentence() {
    return what + ". " + help + ".";
  }
}
