package org.vitrail.deploy.standalone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process has opened, and what is wrong with it; closes all of it, whatever fails. */
final class OpenParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Supplier<Optional<String>>> problems = new CopyOnWriteArrayList<>();
  private AutoCloseable first;

  /** Remembers a part that is to be closed before all that are there. */
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /**
   * The same for the worker, which goes first, so that what it finishes meanwhile still arrives.
   */
  <T extends AutoCloseable> T addDraining(T worker) {
    first = worker;
    return add(worker);
  }

  /**
   * @param problem what keeps people from being served now, in a sentence for the operator
   */
  void watch(Supplier<Optional<String>> problem) {
    problems.add(problem);
  }

  /** What keeps people from being served now. */
  List<String> problems() {
    return problems.stream().map(Supplier::get).flatMap(Optional::stream).toList();
  }

  /** The last opened first, but for the worker. Closing again does nothing. */
  @Override
  public synchronized void close() {
    if (first != null && parts.remove(first)) {
      parts.push(first);
    }
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not close cleanly.", part.getClass().getSimpleName(), e);
      }
    }
    parts.clear();
  }
}
