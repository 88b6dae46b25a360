package org.vitrail.deploy.standalone;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this process as it stands. {@link Runtime#halt} leaves out Java's shutdown hooks only: it
 * calls {@code exit}, which runs the destructors of C++ libraries. PyTorch's take away what a
 * thread that still computes works with, which ended processes by SIGSEGV and SIGABRT. POSIX's
 * {@code _exit} runs none.
 */
final class ImmediateExit {
  private static final Logger LOG = LoggerFactory.getLogger(ImmediateExit.class);

  private ImmediateExit() {}

  /** Does not return. */
  static void with(int code) {
    System.out.flush();
    System.err.flush();
    if (!Platform.isWindows()) {
      try {
        NativeLibrary.getProcess().getFunction("_exit").invokeVoid(new Object[] {code});
      } catch (LinkageError e) {
        LOG.debug("JNA cannot be loaded; the C library's exit ends the process.", e);
      }
    }
    Runtime.getRuntime().halt(code);
  }
}
