package org.vitrail.bot.core.service;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vitrail.bot.command.catalogue.ModelEnlargement;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.queue.RecentJobs;

/** Jobs as people see them, and their changes. Safe for several threads. */
public final class Jobs {
  private final CoreWiring core;
  private final Guard guard;

  Jobs(CoreWiring core, Guard guard) {
    this.core = core;
    this.guard = guard;
  }

  /**
   * The job as it stands; empty when there is none of that id, or no longer.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public Optional<JobCard> card(String jobId) {
    return card(jobId, "");
  }

  /**
   * The same for a person.
   *
   * @throws QueueUnreachable when Redis does not answer, in the locale's language
   */
  public Optional<JobCard> card(String jobId, String locale) {
    return guard.reading(locale, () -> core.cards.find(jobId));
  }

  /**
   * The job as it stands this very moment, for those who cannot wait until {@link #card} has heard
   * of a change.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public Optional<JobCard> cardNow(String jobId) {
    return guard.reading("", () -> core.cards.reread(jobId));
  }

  /**
   * A person's jobs, newest first.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public List<JobCard> recent(Person who, int limit) {
    return guard.reading(who.locale(), () -> core.overview.recent(who, limit));
  }

  /**
   * The ids of all jobs that are remembered of a person; one that is deleted is no longer among
   * them.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public List<String> remembered(Person who) {
    return guard.reading(who.locale(), () -> core.recent.of(who, RecentJobs.MOST));
  }

  /**
   * Calls {@code onChange} with a new card after any change of any job, at most five times a second
   * for one job, the last one always among them. At first it is called with all jobs that are open
   * or ended within the last minute. Calls come from one thread; take long work elsewhere.
   *
   * @return closes the subscription
   */
  public AutoCloseable watch(Consumer<JobCard> onChange) {
    return core.watch.watch(onChange);
  }

  /**
   * Calls {@code onRemoved} with a person's key after jobs of theirs were deleted by this process;
   * what others delete is missing from {@link #remembered}.
   *
   * @return closes the subscription
   */
  public AutoCloseable watchRemovals(Consumer<String> onRemoved) {
    return core.removals.watch(onRemoved);
  }

  /**
   * What is to be said to a person of the page, once: why a request that was kept was refused.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public List<String> takeNotices(Person who) {
    return guard.reading(who.locale(), () -> core.notices.take(who));
  }

  /**
   * How many times a model's pictures can be enlarged, first what those get who do not choose; none
   * where nobody has said so.
   */
  public List<Integer> factors(String model) {
    return core.instance.models().find(model).stream()
        .flatMap(item -> item.enlargements().stream())
        .map(ModelEnlargement::factor)
        .toList();
  }

  /** A style's name in the person's language; empty for none or one that is gone. */
  public String styleName(String id, String locale) {
    return core.instance
        .styles()
        .find(id)
        .map(style -> style.name(core.messages.closest(locale)))
        .orElse("");
  }
}
