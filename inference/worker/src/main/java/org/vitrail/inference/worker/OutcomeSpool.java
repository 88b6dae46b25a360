package org.vitrail.inference.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.protocol.DrawnJob;
import org.vitrail.inference.protocol.spool.SpoiltFileException;
import org.vitrail.inference.protocol.spool.Spool;

/** What is drawn and cannot be stored yet, on the worker's disk, so that it outlives the worker. */
final class OutcomeSpool {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeSpool.class);

  private final Optional<Spool> spool;

  /**
   * @param spool empty for a worker that keeps such things in memory alone
   */
  OutcomeSpool(Optional<Spool> spool) {
    this.spool = spool;
  }

  /** Whether it is on the disk now. */
  boolean keep(DrawnJob drawn) {
    if (spool.isEmpty()) {
      return false;
    }
    String id = drawn.claimed().job().id();
    try {
      if (spool.get().add(id, drawn.bytes())) {
        LOG.info("The pictures of job {} are kept on this disk until Redis takes them.", id);
        return true;
      }
      LOG.warn("There is no room on this disk for the pictures of job {}.", id);
    } catch (IOException e) {
      LOG.warn("The pictures of job {} cannot be kept on this disk: {}", id, e.toString());
    }
    return false;
  }

  /** Lets a job go that is stored, or that another worker has. */
  void remove(String jobId) {
    try {
      if (spool.isPresent()) {
        spool.get().remove(jobId);
      }
    } catch (IOException e) {
      // Its lease says later that it is over.
      LOG.warn("The pictures of job {} stay on this disk: {}", jobId, e.toString());
    }
  }

  /**
   * What is on the disk; at the start that is what earlier workers left. What cannot be read now
   * stays for the next start, what is spoilt or was written by a newer program goes.
   */
  List<DrawnJob> all() {
    List<DrawnJob> all = new ArrayList<>();
    for (String id : spool.map(Spool::names).orElse(List.of())) {
      try {
        spool.get().read(id).ifPresent(bytes -> read(id, bytes).ifPresent(all::add));
      } catch (SpoiltFileException e) {
        giveUp(id, e);
      } catch (IOException e) {
        LOG.error("The pictures of job {} cannot be read at this start: {}", id, e.toString());
      }
    }
    return all;
  }

  private Optional<DrawnJob> read(String id, byte[] bytes) {
    try {
      return Optional.of(DrawnJob.of(bytes));
    } catch (IOException e) {
      giveUp(id, e);
      return Optional.empty();
    }
  }

  private void giveUp(String id, IOException e) {
    LOG.error("The pictures of job {} are spoilt and given up: {}", id, e.toString());
    remove(id);
  }
}
