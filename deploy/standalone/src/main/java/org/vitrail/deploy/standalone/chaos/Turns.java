package org.vitrail.deploy.standalone.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.inference.protocol.OrderAudit;

/**
 * Whether jobs were begun in their turns, as Redis noted it.
 *
 * @param begun how many times jobs were begun, again after a crash or not
 * @param violations those that were begun though it was another's turn
 * @param unread why nobody can say
 */
record Turns(long begun, List<OrderAudit.Violation> violations, Optional<String> unread) {
  static Turns of(AppendOnlyFile writes) {
    List<OrderAudit.Violation> violations = new ArrayList<>();
    OrderAudit audit = new OrderAudit(violations::add);
    try {
      writes.forEach(audit::add);
      return new Turns(audit.begun(), violations, Optional.empty());
    } catch (IOException e) {
      return new Turns(audit.begun(), violations, Optional.of(e.getMessage()));
    }
  }
}
