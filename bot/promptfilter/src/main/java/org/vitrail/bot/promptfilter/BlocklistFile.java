package org.vitrail.bot.promptfilter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.config.Blocklist;
import org.vitrail.config.DaemonThreads;
import org.vitrail.config.Messages;
import org.vitrail.config.SettingsException;

/**
 * The operator's {@code blocklist.txt} as a filter that follows the file while the process runs.
 *
 * <p>It asks the file's time and size again and again: notices of a file system do not cross the
 * bounds of containers and network folders. A change counts once two looks in a row see the same
 * file, as an editor may still be writing. A file that cannot be used is a warning and changes
 * nothing.
 */
public final class BlocklistFile implements Supplier<TextFilter>, AutoCloseable {
  /** Two looks make a change, so it is in force after two seconds at most. */
  public static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(BlocklistFile.class);

  private final Path configFolder;
  private final Messages messages;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("blocklist-file"));

  private volatile TextFilter filter;
  private Optional<Stamp> inForce;
  private Optional<Stamp> seen;

  /** By what a changed file is known. */
  private record Stamp(FileTime modified, long bytes, Object inode) {}

  private BlocklistFile(Path configFolder, Messages messages) {
    this.configFolder = configFolder;
    this.messages = messages;
    this.inForce = stamp();
    this.seen = inForce;
    this.filter = TextFilter.of(read(configFolder, messages));
  }

  /**
   * Reads the list and begins to follow it.
   *
   * @param configFolder the operator's folder, {@code null} for the built-in list
   * @param messages say what is wrong with a line, and which languages lines may be for
   * @throws SettingsException naming file, line, what is wrong and what is allowed
   */
  public static BlocklistFile open(Path configFolder, Messages messages, Duration lookEvery) {
    BlocklistFile file = new BlocklistFile(configFolder, messages);
    file.looks.scheduleWithFixedDelay(
        file::look, lookEvery.toMillis(), lookEvery.toMillis(), TimeUnit.MILLISECONDS);
    return file;
  }

  /**
   * The rules of the list as it is now.
   *
   * @param configFolder the operator's folder, {@code null} for the built-in list
   * @throws SettingsException as {@link #open}
   */
  public static List<BlockRule> read(Path configFolder, Messages messages) {
    List<BlockRule> rules = new ArrayList<>();
    for (Blocklist.Line line : Blocklist.load(configFolder, messages.languages())) {
      try {
        rules.add(BlockRule.parse(line.text(), line.language(), line.source()));
      } catch (RuleException e) {
        throw line.broken(e.text(messages, ""));
      }
    }
    return rules;
  }

  /** The filter in force. */
  @Override
  public TextFilter get() {
    return filter;
  }

  private void look() {
    try {
      Optional<Stamp> now = stamp();
      if (!now.equals(inForce) && now.equals(seen)) {
        inForce = now;
        reload();
      }
      seen = now;
    } catch (RuntimeException | Error e) {
      // Whatever leaves here would end the looking for good, and nobody would hear of it.
      LOG.warn("The blocklist could not be looked at; the rules stay, the next look follows.", e);
    }
  }

  private void reload() {
    try {
      List<BlockRule> rules = read(configFolder, messages);
      filter = TextFilter.of(rules);
      LOG.info("The blocklist was read again; {} rules are in force.", rules.size());
    } catch (SettingsException e) {
      LOG.warn("{} The rules read before stay in force.", e.getMessage());
    }
  }

  private Optional<Stamp> stamp() {
    return Blocklist.file(configFolder).flatMap(BlocklistFile::stamp);
  }

  private static Optional<Stamp> stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(new Stamp(now.lastModifiedTime(), now.size(), now.fileKey()));
    } catch (IOException e) {
      // gone since a moment ago: as if it were not there
      return Optional.empty();
    }
  }

  /** Stops following the file; the filter stays. */
  @Override
  public void close() {
    looks.shutdownNow();
  }
}
