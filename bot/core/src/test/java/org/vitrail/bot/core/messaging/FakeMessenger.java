package org.vitrail.bot.core.messaging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.outbox.PostedMessage;

/** A chat platform of one chat: keeps its messages and does what a test scripted. */
public final class FakeMessenger implements Messenger {
  /** What happens to a call: whether it takes effect, and what the caller hears. */
  record Fault(boolean takesEffect, SendResult heard, Error error) {
    /** Ends the call where an Error is to come of it. */
    void strike() {
      if (error != null) {
        throw error;
      }
    }
  }

  private final Map<String, List<JobMessage>> messages = new java.util.LinkedHashMap<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private boolean canFind;
  private final AtomicReference<CountDownLatch> held = new AtomicReference<>();
  private volatile CountDownLatch reached;

  @Override
  public String platform() {
    return "web";
  }

  @Override
  public Set<ButtonAction> extraButtons() {
    return Set.of(ButtonAction.COPY);
  }

  @Override
  public boolean reaches(Map<String, String> address) {
    return true;
  }

  @Override
  public Pacer.Chat chat(Map<String, String> address) {
    return new Pacer.Chat(address.get("chat"), Pacer.Budget.ANY);
  }

  @Override
  public synchronized Trace find(OutboxEntry entry) {
    return canFind
        ? messages.keySet().stream()
            .findFirst()
            .map(id -> Trace.of(new PostedMessage(id, false)))
            .orElse(Trace.NONE)
        : Trace.UNKNOWN;
  }

  @Override
  public SendResult post(OutboxEntry entry, JobMessage jobMessage) {
    hold();
    return posted(jobMessage);
  }

  private synchronized SendResult posted(JobMessage jobMessage) {
    Fault fault = faults.poll();
    if (fault != null && !fault.takesEffect()) {
      fault.strike();
      return fault.heard();
    }
    String id = "m" + messages.size();
    messages.put(id, new ArrayList<>(List.of(jobMessage)));
    return fault == null ? new SendResult.Shown(new PostedMessage(id, false)) : fault.heard();
  }

  @Override
  public SendResult edit(OutboxEntry entry, PostedMessage message, JobMessage jobMessage) {
    hold();
    return edited(message, jobMessage);
  }

  private synchronized SendResult edited(PostedMessage message, JobMessage jobMessage) {
    Fault fault = faults.poll();
    if (fault != null && !fault.takesEffect()) {
      fault.strike();
      return fault.heard();
    }
    messages.get(message.id()).add(jobMessage);
    boolean pictured = message.hasPicture() || jobMessage.picture().isPresent();
    return fault == null
        ? new SendResult.Shown(new PostedMessage(message.id(), pictured))
        : fault.heard();
  }

  @Override
  public synchronized SendResult remove(OutboxEntry entry, PostedMessage message) {
    Fault fault = faults.poll();
    if (fault == null || fault.takesEffect()) {
      messages.remove(message.id());
    }
    return fault == null ? new SendResult.Shown(message) : fault.heard();
  }

  private void hold() {
    CountDownLatch until = held.getAndSet(null);
    if (until != null) {
      reached.countDown();
      try {
        until.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * The next call is held before it takes effect, as if the process were stopped in it; others are
   * not.
   *
   * @return what it waits for
   */
  CountDownLatch holdNext() {
    CountDownLatch until = new CountDownLatch(1);
    reached = new CountDownLatch(1);
    held.set(until);
    return until;
  }

  /** Whether the call that is to be held has come. */
  boolean isHolding() {
    return reached.getCount() == 0;
  }

  synchronized void next(boolean takesEffect, SendResult heard) {
    faults.add(new Fault(takesEffect, heard, null));
  }

  /** The next call is ended by an Error, and takes no effect. */
  synchronized void nextThrows(Error error) {
    faults.add(new Fault(false, null, error));
  }

  /** Whether all that was scripted has happened. */
  synchronized boolean hasNoFaults() {
    return faults.isEmpty();
  }

  synchronized void findsMessages() {
    canFind = true;
  }

  /** What each message showed over time. */
  synchronized List<List<JobMessage>> messages() {
    return messages.values().stream().map(List::copyOf).toList();
  }

  /** How often a grid came into a message. */
  synchronized long grids() {
    return messages.values().stream()
        .flatMap(List::stream)
        .filter(jobMessage -> jobMessage.isLast() && jobMessage.picture().isPresent())
        .count();
  }
}
