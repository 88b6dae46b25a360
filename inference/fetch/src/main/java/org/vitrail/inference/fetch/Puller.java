package org.vitrail.inference.fetch;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.vitrail.config.DaemonThreads;
import org.vitrail.config.Pullable;

/** Downloads what is missing of models and parts, several files at once. */
public final class Puller {
  /** How long a server may say nothing before the connection counts as cut. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ModelStore store;
  private final Map<String, String> environment;
  private final ContentCheck check;
  private final int parallel;
  private final Waiting waiting;
  private final DiskSpace disk;

  /**
   * @param environment where proxies are named
   * @param check without whose consent no file gets its name
   * @param parallel files downloaded at once
   */
  public Puller(
      ModelStore store, Map<String, String> environment, ContentCheck check, int parallel) {
    this(
        store,
        environment,
        check,
        parallel,
        new Waiting(
            PATIENCE, new Backoff(() -> ThreadLocalRandom.current().nextLong()), Pauses.REAL),
        DiskSpace.real());
  }

  Puller(
      ModelStore store,
      Map<String, String> environment,
      ContentCheck check,
      int parallel,
      Waiting waiting,
      DiskSpace disk) {
    this.store = store;
    this.environment = Map.copyOf(environment);
    this.check = check;
    this.parallel = parallel;
    this.waiting = waiting;
    this.disk = disk;
  }

  /**
   * Makes all published files of the owners whole. What is cut is kept, and goes on at the next
   * pull. A file that is here but cannot be what it should be is fetched again, whatever its first
   * download recorded.
   *
   * @param anew whether all files are fetched again, also those that are right
   * @throws FetchException saying why a file cannot be had, or that another pull is at work
   */
  public void pull(Collection<? extends Pullable> owners, boolean anew, PullListener listener)
      throws InterruptedException {
    List<PullLock> locks = new ArrayList<>();
    try {
      List<Pullable> sorted = new ArrayList<>(owners);
      sorted.sort(Comparator.comparing(Pullable::id));
      for (Pullable owner : sorted) {
        if (owner.source().isPresent()) {
          locks.add(PullLock.take(store.folder(owner)));
        }
      }
      // Looked at under the locks: another pull may have brought it all.
      Set<RemoteFile> again = again(List.copyOf(owners), anew);
      Stock stock = store.stock(List.copyOf(owners), again);
      if (!stock.isReady()) {
        disk.check(store.root(), stock.bytesToGo());
        download(stock.missing(), again, listener);
      }
    } finally {
      locks.forEach(PullLock::close);
    }
  }

  private Set<RemoteFile> again(List<Pullable> owners, boolean anew) {
    return anew
        ? owners.stream().flatMap(owner -> store.published(owner).stream()).collect(toSet())
        : store.unfit(owners, check).stream().map(Unfit::file).collect(toSet());
  }

  private void download(List<RemoteFile> files, Set<RemoteFile> again, PullListener listener)
      throws InterruptedException {
    HttpFetcher http = new HttpFetcher(store.hub(), environment, waiting.patience());
    FileDownload one = new FileDownload(http, waiting, disk, check, listener);
    ExecutorService threads =
        Executors.newFixedThreadPool(parallel, DaemonThreads.named("download"));
    ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
    try {
      for (RemoteFile file : files) {
        running.submit(
            () -> {
              one.run(file, again.contains(file));
              return null;
            });
      }
      for (int ended = 0; ended < files.size(); ended++) {
        running.take().get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof FetchException known
          ? known
          : new FetchException("The download failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(10, TimeUnit.SECONDS);
    }
  }
}
