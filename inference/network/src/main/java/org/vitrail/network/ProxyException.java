package org.vitrail.network;

import java.io.IOException;

/** A proxy that does not lead on; its message is a clause that says what helps. */
public final class ProxyException extends IOException {
  private static final long serialVersionUID = 1L;

  ProxyException(String why) {
    super(why);
  }
}
