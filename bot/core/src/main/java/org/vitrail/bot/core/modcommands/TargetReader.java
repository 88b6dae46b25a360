package org.vitrail.bot.core.modcommands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.bot.command.Command.Moderate;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.amount.Vocabulary;
import org.vitrail.bot.command.amount.Vocabulary.Meaning;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.people.Names;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.Subject;

/**
 * Finds out whom a word means: a unique name, a key such as {@code discord:81384788765712384}, an
 * id, a job (and so whoever asked for it), a channel, a role, everybody. Adapters write what their
 * platform calls a mention as {@code discord:ID}, {@code role:ID} or {@code channel:ID}.
 */
public final class TargetReader {
  private static final Pattern HANDLE = Pattern.compile("@([\\p{L}\\p{N}_.]{2,40})");
  private static final Pattern ID = Pattern.compile("-?\\d{4,20}");
  private static final Pattern KEY = Pattern.compile("(web|discord|telegram):(\\S{1,64})");
  private static final Pattern ROLE = Pattern.compile("role:(\\d{1,20})");
  private static final Pattern CHANNEL = Pattern.compile("channel:(\\d{1,20})");
  private static final Pattern JOB = Pattern.compile("#?([0-9a-z]{10})");

  /** Where a number may be an amount or an id: ids are longer. */
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,6}");

  private static final Set<String> PLATFORMS = Set.of("web", "discord", "telegram");
  private static final Set<String> QUOTA_ACTIONS = Set.of("show", "why", "set", "add", "reset");

  private final Accounts accounts;
  private final Names names;
  private final Cards cards;
  private final Vocabulary vocabulary;

  public TargetReader(Accounts accounts, Names names, Cards cards, Vocabulary vocabulary) {
    this.accounts = accounts;
    this.names = names;
    this.cards = cards;
    this.vocabulary = vocabulary;
  }

  /** The moderator themselves. */
  Target self(ModContext context) {
    return person(context.who().key(), context.command().targetRoles());
  }

  /** The command with whoever it answers in its words, where those name nobody. */
  Moderate complete(ModContext context) {
    Moderate command = context.command();
    int at = indexOfTarget(context);
    if (at < 0
        || command.answered().isEmpty()
        || namesSomebody(context.word(at).orElse(""), context)) {
      return command;
    }
    List<String> words = new ArrayList<>(command.words());
    words.add(at, command.answered().get());
    return command.saying(words);
  }

  /** Where the words name a person; below 0 in commands that are about nobody. */
  private static int indexOfTarget(ModContext context) {
    return switch (context.command().name()) {
      case BAN, UNBAN, MUTE, AUDIT -> 0;
      case QUOTA -> QUOTA_ACTIONS.contains(context.action()) ? 1 : -1;
      default -> -1;
    };
  }

  private boolean namesSomebody(String word, ModContext context) {
    boolean isAmount =
        context.command().name() == CommandSpec.QUOTA && AMOUNT.matcher(word).matches();
    return isHandle(word) || !isAmount && read(word, context).isPresent();
  }

  /** Whether a word is a unique name, known or not. */
  static boolean isHandle(String word) {
    return HANDLE.matcher(word).matches();
  }

  /** Whom a word means; empty when nobody can be found by it. */
  Optional<Target> read(String word, ModContext context) {
    Matcher role = ROLE.matcher(word);
    if (role.matches()) {
      return Optional.of(of(new Subject(Subject.Kind.ROLE, role.group(1))));
    }
    Matcher channel = CHANNEL.matcher(word);
    if (channel.matches()) {
      return Optional.of(of(new Subject(Subject.Kind.CHANNEL, channel.group(1))));
    }
    Matcher handle = HANDLE.matcher(word);
    if (handle.matches()) {
      return names
          .personCalled(context.platform(), handle.group(1))
          .map(key -> person(key, context));
    }
    Matcher key = KEY.matcher(word);
    if (key.matches()) {
      return Optional.of(person(word, context));
    }
    boolean isEverywhere = context.community().equals(Rule.HOUSE);
    if (isEverywhere && PLATFORMS.contains(word.toLowerCase(Locale.ROOT))) {
      String platform = word.toLowerCase(Locale.ROOT);
      return Optional.of(of(new Subject(Subject.Kind.PLATFORM, platform), platform));
    }
    if (vocabulary.meaning(word).equals(Optional.of(Meaning.EVERYBODY))) {
      return Optional.of(of(isEverywhere ? Subject.HOUSE : Subject.PLACE, word));
    }
    if (ID.matcher(word).matches()) {
      return Optional.of(person(context.platform() + ":" + word, context));
    }
    Matcher job = JOB.matcher(word.toLowerCase(Locale.ROOT));
    return job.matches()
        ? cards
            .find(job.group(1))
            .filter(card -> isEverywhere || card.venue().community().equals(context.community()))
            .map(JobCard::who)
            .map(who -> person(who.key(), context))
        : Optional.empty();
  }

  /** The channel in which the moderator speaks. */
  Target here(ModContext context) {
    return of(new Subject(Subject.Kind.CHANNEL, context.channel()), "");
  }

  /** Whom a rule is about, as people read it; empty where its own words say so. */
  Optional<String> name(Subject subject) {
    return switch (subject.kind()) {
      case USER -> Optional.of(names.of(subject.id()));
      case ROLE -> Optional.of(role(subject.id()));
      case CHANNEL -> Optional.of("channel:" + subject.id());
      default -> Optional.empty();
    };
  }

  /** A role as adapters name it to people, and people to adapters. */
  static String role(String id) {
    return "role:" + id;
  }

  private Target person(String key, ModContext context) {
    return person(key, context.command().targetRoles());
  }

  private Target person(String key, Set<String> roles) {
    Subject subject = new Subject(Subject.Kind.USER, accounts.of(key));
    return new Target(subject, key, names.of(key), roles);
  }

  private Target of(Subject subject) {
    return of(subject, name(subject).orElse(""));
  }

  private static Target of(Subject subject, String name) {
    return new Target(subject, "", name, Set.of());
  }
}
